"""What was set but has no effect is told at the start."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.configuration.conftest import MODEL, PROVIDER, Wrong
from webchat import configuration
from webchat.config import Settings
from webchat.setting_values import Budget

ASSISTANT = '[[assistants]]\nslug = "help"\nname = "Help"\n'


def told(settings: Settings, text: str | None = None, environ: dict[str, str] | None = None) -> list[str]:
    given = settings if text is None else replace(settings, config_file=Path("/x.toml"))
    catalogue = configuration.catalogue_of(given, text=text, environ={"USED": "sk-1234"})
    return configuration.warnings_about(environ or {}, given, catalogue, text=text)


def test_nothing_is_told_when_all_has_its_effect(settings: Settings) -> None:
    assert told(settings) == []
    assert told(replace(settings, base_url="http://127.0.0.1:9/v1", model="m", models=("*",), api_key="k")) == []
    assert told(settings, PROVIDER + MODEL + ASSISTANT) == []


def test_name_that_is_no_setting_is_told(settings: Settings) -> None:
    environ = {"WEBCHAT_MODLE": "m", "WEBCHAT_MODEL": "m", "WEBCHAT_SECRET_KEY_FILE": "f", "PATH": "p"}

    assert told(settings, environ=environ) == ["WEBCHAT_MODLE is no setting of webchat and has no effect."]


def test_models_named_without_a_provider_are_told(settings: Settings) -> None:
    sentences = told(replace(settings, model="m", models=("*",)))

    assert sentences == [
        "WEBCHAT_MODEL and WEBCHAT_MODELS have no effect without a key or OPENAI_BASE_URL: the demo model answers."
    ]


@pytest.mark.parametrize(
    ("text", "changes", "names"),
    [
        (
            PROVIDER + MODEL,
            {"base_url": "http://x", "model": "m", "models": ("*",)},
            "OPENAI_BASE_URL and WEBCHAT_MODEL",
        ),
        (PROVIDER + MODEL, {"api_key": "sk-1"}, "OPENAI_API_KEY has"),
        (ASSISTANT, {"system_prompt": "Hi"}, "WEBCHAT_SYSTEM_PROMPT has"),
        (
            PROVIDER + MODEL + ASSISTANT,
            {"model": "m", "system_prompt": "Hi"},
            "WEBCHAT_MODEL and WEBCHAT_SYSTEM_PROMPT",
        ),
    ],
)
def test_what_the_file_says_instead_is_told(
    settings: Settings, text: str, changes: dict[str, object], names: str
) -> None:
    sentences = told(replace(settings, **changes), text)  # type: ignore[arg-type]

    assert len(sentences) == 1
    assert sentences[0].startswith(names) and sentences[0].endswith("no effect: /x.toml says what is offered.")


def test_system_prompt_is_used_when_the_file_describes_no_assistant(settings: Settings) -> None:
    assert told(replace(settings, system_prompt="Hi"), PROVIDER + MODEL) == []


@pytest.mark.parametrize(
    "use", ['key_env = "OPENAI_API_KEY"\n', 'headers = { api-key = { env = "OPENAI_API_KEY" } }\n']
)
def test_key_that_the_file_uses_has_its_effect(settings: Settings, use: str) -> None:
    given = replace(settings, api_key="sk-1", config_file=Path("/x.toml"))
    text = PROVIDER + use + MODEL
    catalogue = configuration.catalogue_of(given, text=text, environ={"OPENAI_API_KEY": "sk-1"})

    assert configuration.warnings_about({}, given, catalogue, text=text) == []


def test_models_that_a_budget_of_money_does_not_count_are_told(settings: Settings) -> None:
    many = "".join(f'[[providers.models]]\nid = "m{number}"\n' for number in range(7))

    sentences = told(replace(settings, budget=Budget(nanos=1, currency="EUR")), PROVIDER + many)

    assert len(sentences) == 1
    assert "WEBCHAT_BUDGET" in sentences[0] and sentences[0].endswith(
        "one/m0, one/m1, one/m2, one/m3, one/m4 and 2 more."
    )


def test_network_of_the_file_is_for_the_provider_of_the_environment_too(wrong: Wrong) -> None:
    given = {"base_url": "http://127.0.0.1:9/v1", "model": "m"}

    sentences = [wrong(f"# only\n[network]\n{rule}\n", **given) for rule in ("private = false", 'hosts = ["x.org"]')]

    assert all(sentence.startswith("line 2: OPENAI_BASE_URL is not allowed: the host") for sentence in sentences)
