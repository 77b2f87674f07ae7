"""`webchat check`: tries settings, database and every provider, these with a real request, and says what to do."""

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack

from webchat import configuration, data_dir, localmodel
from webchat.config import Settings
from webchat.errors import ConfigurationError, WebchatError
from webchat.models.catalogue import Catalogue, OfferedProvider
from webchat.models.clients import endpoint_of
from webchat.provider import Provider, ProviderError, Timeouts
from webchat.setting_values import without_query
from webchat.setup.trying import short_answer
from webchat.store.database import Database
from webchat.toml_table import nearest

Report = Callable[[str], None]
NO_KEY = 'model       note:  no key is set, so the built-in model answers; "webchat setup" asks for a larger one'


def check(settings: Settings, *, report: Report) -> bool:
    """Report each part as right or wrong; True when all are. Raises ConfigurationError for a mistake in the file."""
    report(f"settings    right: data in {settings.data_dir}, listening on {settings.host} port {settings.port}")
    try:
        settings = data_dir.prepare(settings)
    except WebchatError as error:
        report(f"data        wrong: {error}")
        return False
    database_is_right = _check_database(settings, report)
    is_right = _check_offered(settings, report) and database_is_right
    if settings.uses_built_in_model and settings.config_file is None:
        report(NO_KEY)
    return is_right


def _check_database(settings: Settings, report: Report) -> bool:
    database = Database(settings.database)
    try:
        database.migrate()
        database.check()
    except WebchatError as error:
        report(f"database    wrong: {error} ({error.__cause__ or 'no more is known'})")
        return False
    finally:
        database.close()
    report("database    right: it can be read and written")
    return True


def _check_offered(settings: Settings, report: Report) -> bool:
    try:
        text = configuration.text_of(settings)
        catalogue = configuration.catalogue_of(settings, text=text)
        for warning in configuration.warnings_about(os.environ, settings, catalogue, text=text):
            report(f"settings    note:  {warning}")
    except WebchatError as error:
        if settings.config_file and isinstance(error, ConfigurationError):
            raise  # as at the start: one sentence, and the exit code of a configuration that is wrong
        report(f"model       wrong: {error}")
        return False
    with ExitStack() as stack:
        address = _started_model(settings, report, stack) if catalogue.has_built_in else None
        placed = catalogue.with_built_in_at(address) if address else catalogue
        outcomes = [
            _ask(settings, placed, provider, report) for provider in placed.providers if address or not provider.is_demo
        ]
    return all(outcomes) and len(outcomes) == len(catalogue.providers)


def _started_model(settings: Settings, report: Report, stack: ExitStack) -> str | None:
    """Where the built-in model answers; None, which is reported, when it cannot be started."""
    try:
        if localmodel.installed(settings.data_dir) and not localmodel.verify(settings.data_dir):
            report("model       wrong: the built-in model's file is damaged; it is fetched again now")
        local = localmodel.start(settings.data_dir, report=report)
    except WebchatError as error:
        report(f"model       wrong: {error}")
        return None
    stack.callback(local.close)
    return local.base_url


def _ask(settings: Settings, catalogue: Catalogue, offered: OfferedProvider, report: Report) -> bool:
    """Ask one model of the provider: the default one if it is its own, else its first."""
    times = Timeouts(settings.connect_timeout, settings.first_byte_timeout, settings.read_timeout, 120.0)
    where = "on this machine (the demo model)" if offered.is_demo else f"at {without_query(offered.base_url)}"
    provider = Provider(endpoint_of(offered), times)
    try:
        model_id = _model_of(catalogue, offered, provider)
        answer = short_answer(provider, model_id) if model_id else None
        said = f"{model_id} {where} answered {answer[:40]!r}" if answer is not None else f"nothing is listed {where}"
        report(f"model       right: {_subject(catalogue, offered)}{said}")
        _note_unlisted(catalogue, offered, provider, report)
    except ProviderError as error:
        report(f"model       wrong: {error.for_administrator}")
        report(f"            details: {error.detail}")
        if error.http_status:  # it answered: perhaps it has no model of that name
            _note_unlisted(catalogue, offered, provider, report)
        return False
    finally:
        provider.close()
    return True


def _note_unlisted(catalogue: Catalogue, offered: OfferedProvider, provider: Provider, report: Report) -> None:
    """Name the models that are described or chosen and that its own list does not contain, where it has a list."""
    try:
        listed = [model.id for model in provider.models() if model.id.isprintable()]
    except ProviderError:
        return  # not every provider has a list
    for model_id in _wanted(catalogue, offered) if listed else ():
        if model_id not in listed:
            words = f'its own list does not contain the model "{model_id}". {nearest(model_id, listed)}'
            report(f"model       note:  {_subject(catalogue, offered)}{words.rstrip()}")


def _wanted(catalogue: Catalogue, offered: OfferedProvider) -> Iterable[str]:
    """The ids of its models that are described, or that are the usual one or an assistant's; each once."""
    chosen = [catalogue.default_model, *(each.model for each in catalogue.assistants if each.model)]
    split = (key.partition("/") for key in chosen)
    ids = [model.id for model in offered.models] + [model_id for slug, _, model_id in split if slug == offered.slug]
    return dict.fromkeys(ids)


def _subject(catalogue: Catalogue, offered: OfferedProvider) -> str:
    """Which provider it is, where there are several."""
    return f"{offered.slug}: " if len(catalogue.providers) > 1 else ""


def _model_of(catalogue: Catalogue, offered: OfferedProvider, provider: Provider) -> str | None:
    slug, _, model_id = catalogue.default_model.partition("/")
    if slug == offered.slug:
        return model_id
    if offered.models:
        return offered.models[0].id
    return next((model.id for model in provider.models() if offered.listed and offered.listed.takes(model.id)), None)
