"""The WSGI application, for other ways to run it than `webchat run`: `gunicorn -k gevent wsgi:application`."""

from webchat import create_app, data_dir, model_choice
from webchat.config import load

settings = data_dir.prepare(load())
if settings.uses_built_in_model:
    local_model = model_choice.start_built_in(settings, report=print)
    model = model_choice.built_in(settings, local_model.base_url)
else:
    model = model_choice.of_provider(settings)
application = create_app(settings, model)
