"""What was set but has no effect, which may be a slip of the pen: told at the start."""

from collections.abc import Iterator, Mapping
from typing import Any

from webchat.config import Settings, variable_names
from webchat.configuration.file import ConfigurationFile
from webchat.models.catalogue import Catalogue
from webchat.usage.budget_gaps import unpriced

SHOWN_KEYS = 5


def warnings_about(
    environ: Mapping[str, str], settings: Settings, catalogue: Catalogue, *, text: str | None = None
) -> list[str]:
    """One sentence each. `text` is that of the configuration file, which has been read as `catalogue`."""
    known = variable_names()
    unknown = [name for name in environ if name.startswith("WEBCHAT_") and name not in known]
    return [
        *(f"{name} is no setting of webchat and has no effect." for name in unknown),
        *_without_effect(settings, _values(settings, text)),
        *_uncounted(settings, catalogue),
    ]


def _without_effect(settings: Settings, values: Mapping[str, Any]) -> Iterator[str]:
    """What of the environment the file, or the lack of a provider, leaves unused."""
    hidden = _set_for_provider(settings) - set(_variables_in(values["providers"])) if "providers" in values else set()
    if "assistants" in values and settings.system_prompt:
        hidden.add("WEBCHAT_SYSTEM_PROMPT")
    if hidden:
        yield f"{_they_have(hidden)} no effect: {settings.config_file} says what is offered."
    elif settings.uses_built_in_model and (idle := _set_for_provider(settings)) and "providers" not in values:
        yield f"{_they_have(idle)} no effect without a key or OPENAI_BASE_URL: the demo model answers."


def _uncounted(settings: Settings, catalogue: Catalogue) -> Iterator[str]:
    if keys := unpriced(settings.budget, catalogue):
        shown = ", ".join(keys[:SHOWN_KEYS]) + (f" and {len(keys) - SHOWN_KEYS} more" if keys[SHOWN_KEYS:] else "")
        yield f"WEBCHAT_BUDGET does not count what these models cost, for want of a price in its currency: {shown}."


def _set_for_provider(settings: Settings) -> set[str]:
    given = {
        "OPENAI_API_KEY": settings.api_key,
        "OPENAI_BASE_URL": settings.base_url,
        "WEBCHAT_MODEL": settings.model,
        "WEBCHAT_MODELS": settings.models,
    }
    return {name for name, value in given.items() if value is not None}


def _values(settings: Settings, text: str | None) -> Mapping[str, Any]:
    if settings.config_file is None or text is None:
        return {}
    return ConfigurationFile(settings.config_file, text).table.values


def _variables_in(value: Any) -> Iterator[str]:
    """The names that stand behind `key_env` and `env`, at any depth."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            yield from _variables_in(inner)
        elif key in ("key_env", "env"):
            yield str(inner)


def _they_have(names: set[str]) -> str:
    return f"{' and '.join(sorted(names))} {'have' if len(names) > 1 else 'has'}"
