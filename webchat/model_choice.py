"""Which model answers, decided once at the start: the one that the settings name, or the built-in one.

This module runs in gunicorn's arbiter, before gevent has patched anything: it must not import `requests`.
"""

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context

from webchat import localmodel
from webchat.config import Settings
from webchat.errors import ConfigurationError, WebchatError
from webchat.setting_values import without_query

BUILT_IN_CONTEXT = 2048
BUILT_IN_REPLY = 512
BUILT_IN_PROMPT = "You are a helpful assistant. Answer in a few short sentences."
USUAL_CONTEXT = 16_384
USUAL_REPLY = 4_096
SHOWN_MODELS = 20
LISTING_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A model at an address. `context_tokens` bounds request and reply together."""

    base_url: str
    api_key: str | None = field(default=None, repr=False)
    name: str
    is_demo: bool = False
    context_tokens: int
    max_reply_tokens: int
    temperature: float | None = None
    system_prompt: str | None = None


def built_in(settings: Settings, base_url: str) -> ModelChoice:
    """The demo model that runs on this machine at `base_url`."""
    context_tokens = min(settings.context_tokens or BUILT_IN_CONTEXT, BUILT_IN_CONTEXT)
    return ModelChoice(
        base_url=base_url,
        name=localmodel.NAME,
        is_demo=True,
        context_tokens=context_tokens,
        max_reply_tokens=min(settings.max_reply_tokens or BUILT_IN_REPLY, context_tokens // 2),
        temperature=0.0,
        system_prompt=settings.system_prompt or BUILT_IN_PROMPT,
    )


def of_provider(settings: Settings) -> ModelChoice:
    """The model of the provider that the settings name.

    Raises ConfigurationError when WEBCHAT_MODEL is missing and the provider does not list exactly one model.
    """
    name, told_context = settings.model, None
    if name is None:
        name, told_context = _only_model(settings)
    context_tokens = settings.context_tokens or told_context or USUAL_CONTEXT
    return ModelChoice(
        base_url=settings.provider_url,
        api_key=settings.api_key,
        name=name,
        context_tokens=context_tokens,
        max_reply_tokens=min(settings.max_reply_tokens or USUAL_REPLY, context_tokens // 2),
        system_prompt=settings.system_prompt,
    )


def start_built_in(settings: Settings, report: Callable[[str], None]) -> localmodel.LocalModel:
    """Fetch the demo model if it is missing, telling its progress, and start it."""
    model_file = localmodel.installed(settings.data_dir) or localmodel.fetch(settings.data_dir, report=report)
    return localmodel.LocalModel.start(model_file)


def _only_model(settings: Settings) -> tuple[str, int | None]:
    with get_context("fork").Pool(1) as pool:  # in a process of its own, which may import `requests`
        try:
            outcome = pool.apply_async(list_models, (settings,)).get(timeout=LISTING_TIMEOUT)
        except multiprocessing.TimeoutError:
            outcome = "it did not answer in time."
    if isinstance(outcome, str):
        address = without_query(settings.provider_url)
        raise ConfigurationError(f"WEBCHAT_MODEL is not set, and {address} could not be asked: {outcome}")
    if len(outcome) == 1:
        return outcome[0]
    names = ", ".join(name for name, _ in outcome[:SHOWN_MODELS]) or "none"
    more = f" and {len(outcome) - SHOWN_MODELS} more" if len(outcome) > SHOWN_MODELS else ""
    raise ConfigurationError(f"WEBCHAT_MODEL is not set: give one of those that the provider lists ({names}{more}).")


def list_models(settings: Settings) -> list[tuple[str, int | None]] | str:
    """The provider's models with their context lengths where it tells them, or why it could not be asked."""
    from webchat.provider import Endpoint, Provider, Timeouts

    times = Timeouts(settings.connect_timeout, settings.first_byte_timeout, settings.read_timeout, 30.0)
    provider = Provider(Endpoint(settings.provider_url, settings.api_key), times)
    try:
        return [(model.id, model.context_tokens) for model in provider.models()]
    except WebchatError as error:
        return str(getattr(error, "for_administrator", error))
    finally:
        provider.close()
