"""The settings: what is read, from where, and how a wrong value is told."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from webchat.config import Settings, load
from webchat.errors import ConfigurationError
from webchat.setting_values import Budget

WRONG = [
    ("PORT", "eighty"),
    ("PORT", "65536"),
    ("PORT", "-1"),
    ("HOST", "http://here"),
    ("HOST", "300.1.1.1"),
    ("OPENAI_BASE_URL", "localhost:11434/v1"),
    ("OPENAI_BASE_URL", "ftp://somewhere/v1"),
    ("OPENAI_BASE_URL", "http://host:99999/v1"),
    ("OPENAI_BASE_URL", "https://api.example.com/v1/chat/completions"),
    ("OPENAI_BASE_URL", "https://api.example.com:0/v1"),
    ("WEBCHAT_STREAMING", "yes"),
    ("WEBCHAT_WORKERS", "0"),
    ("WEBCHAT_WORKERS", "2"),
    ("WEBCHAT_MAX_MESSAGE_CHARS", "0"),
    ("WEBCHAT_MAX_REPLY_TOKENS", "many"),
    ("WEBCHAT_CONTEXT_TOKENS", "12"),
    ("WEBCHAT_CONNECT_TIMEOUT", "0"),
    ("WEBCHAT_FIRST_BYTE_TIMEOUT", "-1"),
    ("WEBCHAT_READ_TIMEOUT", "nan"),
    ("WEBCHAT_REPLY_TIMEOUT", "1e9"),
    ("WEBCHAT_RATE_LIMIT", "30 per minute"),
    ("WEBCHAT_TRUSTED_PROXIES", "on"),
    ("WEBCHAT_ALLOWED_HOSTS", "a b"),
    ("WEBCHAT_MAX_RUNNING", "none"),
    ("WEBCHAT_MAX_RUNNING_PER_SESSION", "0"),
    ("WEBCHAT_LOG_FORMAT", "xml"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_told_with_its_variable_its_value_and_what_is_allowed(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load({name: value}, folder=tmp_path)

    sentence = str(caught.value)
    assert name in sentence
    assert repr(value) in sentence
    assert "give" in sentence or "need" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_API_KEY", "sk secret with spaces"),
        ("OPENAI_API_KEY", "sk-sécret"),
        ("WEBCHAT_DATABASE_URL", "mysql://user:secret@host/name"),
        ("WEBCHAT_REDIS_URL", "http://user:secret@host"),
    ],
)
def test_a_secret_is_never_part_of_the_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load({name: value}, folder=tmp_path)

    assert name in str(caught.value)
    assert "secret" not in str(caught.value) and "sécret" not in str(caught.value)


def test_a_password_or_key_in_the_base_url_is_not_shown(tmp_path: Path) -> None:
    for address in ("http://me:secret@host/v1", "ftp://host/v1?api-key=secret"):
        with pytest.raises(ConfigurationError) as caught:
            load({"OPENAI_BASE_URL": address}, folder=tmp_path)

        assert "secret" not in str(caught.value)
    assert "secret" not in repr(load({"OPENAI_BASE_URL": "http://host/v1?api-key=secret"}, folder=tmp_path))


def test_secrets_are_not_in_the_representation(tmp_path: Path) -> None:
    given = {"OPENAI_API_KEY": "sk-geheim", "WEBCHAT_SECRET_KEY": "geheim", "WEBCHAT_REDIS_URL": "redis://:geheim@host"}

    settings = load(given, folder=tmp_path)

    assert "geheim" not in repr(settings)


def test_the_settings_are_frozen(tmp_path: Path) -> None:
    settings = load({}, folder=tmp_path)

    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_an_empty_value_means_unset(tmp_path: Path) -> None:
    settings = load({"PORT": "", "OPENAI_API_KEY": "", "HOST": "  "}, folder=tmp_path)

    assert (settings.port, settings.api_key, settings.host) == (8000, None, "127.0.0.1")


def test_the_environment_wins_over_the_working_directory_and_that_over_the_data_directory(tmp_path: Path) -> None:
    data, here = tmp_path / "data", tmp_path / "here"
    data.mkdir(), here.mkdir()
    (data / ".env").write_text("PORT=1\nWEBCHAT_MODEL=from-data\nHOST=10.0.0.1\n")
    (here / ".env").write_text(f"WEBCHAT_DATA_DIR={data}\nPORT=2\nHOST=10.0.0.2\n")

    settings = load({"PORT": "3"}, folder=here)

    assert (settings.port, settings.host, settings.model) == (3, "10.0.0.2", "from-data")


@pytest.mark.parametrize("line", ["OPENAI_BASE_URL: http://127.0.0.1", "set OPENAI_BASE_URL=http://127.0.0.1"])
def test_a_line_of_dotenv_that_cannot_be_understood_is_told(tmp_path: Path, line: str) -> None:
    (tmp_path / ".env").write_text(f"# settings\n{line}\nOPENAI_API_KEY=sk-secret\n")

    with pytest.raises(ConfigurationError, match=r"\.env, line 2, .*write NAME=value") as caught:
        load({}, folder=tmp_path)

    assert "secret" not in str(caught.value)


def test_a_key_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-from-a-file\n")

    settings = load({"OPENAI_API_KEY_FILE": str(tmp_path / "key")}, folder=tmp_path)

    assert settings.api_key == "sk-from-a-file"


def test_a_key_file_in_the_environment_wins_over_a_key_in_dotenv(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-from-dotenv\n")
    (tmp_path / "key").write_text("sk-from-a-file")

    settings = load({"OPENAI_API_KEY_FILE": str(tmp_path / "key")}, folder=tmp_path)

    assert settings.api_key == "sk-from-a-file"


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY_FILE .*nowhere.* cannot be read"):
        load({"OPENAI_API_KEY_FILE": str(tmp_path / "nowhere")}, folder=tmp_path)


@pytest.mark.parametrize(
    ("environ", "built_in", "url"),
    [
        ({}, True, None),
        ({"OPENAI_API_KEY": "sk-1"}, False, "https://api.openai.com/v1"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1/"}, False, "http://127.0.0.1:11434/v1"),
    ],
)
def test_a_key_or_an_address_replaces_the_built_in_model(
    tmp_path: Path, environ: dict[str, str], built_in: bool, url: str | None
) -> None:
    settings = load(environ, folder=tmp_path)

    assert settings.uses_built_in_model is built_in
    assert url is None or settings.provider_url == url


def test_several_workers_are_allowed_with_a_shared_database_and_redis(tmp_path: Path) -> None:
    given = {
        "WEBCHAT_WORKERS": "3",
        "WEBCHAT_DATABASE_URL": "postgres://host/name",
        "WEBCHAT_REDIS_URL": "redis://host",
    }

    settings = load(given, folder=tmp_path)

    assert isinstance(settings, Settings)
    assert (settings.workers, settings.database) == (3, "postgresql+psycopg://host/name")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("100000 tokens/day", Budget(tokens=100_000)),
        ("1 token/day", Budget(tokens=1)),
        ("2.50 EUR/day", Budget(nanos=2_500_000_000, currency="EUR")),
        ("0.000000001 USD/day", Budget(nanos=1, currency="USD")),
        ("3 JPY/day", Budget(nanos=3_000_000_000, currency="JPY")),
    ],
)
def test_a_budget_is_tokens_or_money_a_day(tmp_path: Path, raw: str, expected: Budget) -> None:
    assert load({"WEBCHAT_BUDGET": raw}, folder=tmp_path).budget == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("WEBCHAT_BUDGET", value) for value in ("5", "0 tokens/day", "-1 EUR/day", "0.00 EUR/day", "1 eur/day")),
        *(("WEBCHAT_BUDGET", value) for value in ("1,5 EUR/day", "nan EUR/day", "1 EUR/week", "1.0000000001 EUR/day")),
        *(("WEBCHAT_LANGUAGE", value) for value in ("german language", "../de", "x", "de-")),
        ("WEBCHAT_MODELS", ","),
    ],
)
def test_a_budget_a_language_or_names_that_are_none_are_told(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} .* is not allowed: give"):
        load({name: value}, folder=tmp_path)


def test_languages_models_and_the_file_are_read(tmp_path: Path) -> None:
    given = {"WEBCHAT_LANGUAGE": "pt_BR", "WEBCHAT_MODELS": "gpt-*, o3 ", "WEBCHAT_CONFIG": "/etc/webchat.toml"}

    settings = load(given, folder=tmp_path)

    assert (settings.language, settings.models) == ("pt-BR", ("gpt-*", "o3"))
    assert settings.config_file == Path("/etc/webchat.toml")
    assert load({}, folder=tmp_path).language == "en"
