"""`webchat check`: tries settings, database and provider, the latter with a real request, and says what to do."""

from collections.abc import Callable

from webchat import data_dir, localmodel, model_choice
from webchat.config import Settings
from webchat.errors import WebchatError
from webchat.model_choice import ModelChoice
from webchat.provider import ChatMessage, ChatRequest, Endpoint, Provider, ProviderError, Text, Timeouts
from webchat.provider.errors import EmptyAnswer
from webchat.setting_values import without_query
from webchat.store.database import Database

Report = Callable[[str], None]
FEW_TOKENS = 16  # the least that every known provider accepts


def check(settings: Settings, *, report: Report) -> bool:
    """Report each part as right or wrong; True when all are right."""
    report(f"settings    right: data in {settings.data_dir}, listening on {settings.host} port {settings.port}")
    try:
        settings = data_dir.prepare(settings)
    except WebchatError as error:
        report(f"data        wrong: {error}")
        return False
    database_is_right = _check_database(settings, report)
    return _check_model(settings, report) and database_is_right


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


def _check_model(settings: Settings, report: Report) -> bool:
    try:
        if not settings.uses_built_in_model:
            return _ask(settings, model_choice.of_provider(settings), report)
        if localmodel.installed(settings.data_dir) and not localmodel.verify(settings.data_dir):
            report("model       wrong: the built-in model's file is damaged; it is fetched again now")
        local = model_choice.start_built_in(settings, report)
        try:
            return _ask(settings, model_choice.built_in(settings, local.base_url), report)
        finally:
            local.close()
    except WebchatError as error:
        report(f"model       wrong: {error}")
        return False


def _ask(settings: Settings, model: ModelChoice, report: Report) -> bool:
    times = Timeouts(settings.connect_timeout, settings.first_byte_timeout, settings.read_timeout, 120.0)
    provider = Provider(Endpoint(model.base_url, model.api_key), times)
    request = ChatRequest(model=model.name, messages=(ChatMessage("user", "Say hello."),), max_tokens=FEW_TOKENS)
    try:
        answer = "".join(event.text for event in provider.stream(request) if isinstance(event, Text))
    except EmptyAnswer:
        answer = ""  # it answered: a model that thinks first has used up so few tokens before its first word
    except ProviderError as error:
        report(f"model       wrong: {error.for_administrator}")
        report(f"            details: {error.detail}")
        return False
    finally:
        provider.close()
    where = "on this machine (the demo model)" if model.is_demo else f"at {without_query(model.base_url)}"
    report(f"model       right: {model.name} {where} answered {answer[:40]!r}")
    return True
