"""Asks the provider of the environment which model it has, when nobody said so, before gevent has patched anything."""

import multiprocessing
from multiprocessing import get_context

from webchat.config import Settings
from webchat.errors import ConfigurationError, WebchatError
from webchat.setting_values import without_query

SHOWN_MODELS = 20
LISTING_TIMEOUT = 60.0


def only_model(settings: Settings) -> tuple[str, int | None]:
    """The one model that the provider lists, with its context length in tokens where it tells that.

    Raises ConfigurationError when there is not exactly one, or the provider cannot be asked.
    """
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
