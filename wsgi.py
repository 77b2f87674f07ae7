"""The WSGI application, for other ways to run it than `webchat run`: `gunicorn -k gevent wsgi:application`."""

from webchat import configuration, create_app, data_dir, localmodel
from webchat.config import load

settings = data_dir.prepare(load())
catalogue = configuration.catalogue_of(settings)
if catalogue.has_built_in:
    local_model = localmodel.start(settings.data_dir, report=print)
    catalogue = catalogue.with_built_in_at(local_model.base_url)
application = create_app(settings, catalogue)
