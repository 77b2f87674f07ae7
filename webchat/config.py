"""All settings, read once from the environment into a frozen object.

A wrong value stops the start with one sentence: variable, value and what is allowed; a secret's value is never shown.
`.env` is read from the working directory, then from the data directory; the environment wins; empty means unset.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs
from dotenv.parser import parse_stream

from webchat import setting_values as values
from webchat.errors import ConfigurationError
from webchat.regular_file import content_of

OPENAI_URL = "https://api.openai.com/v1"
MOST_SECRET = 65_536  # bytes of a file


def setting(
    name: str, parse: Any, allowed: str, default: Any = None, *, secret: bool = False, shown: bool = True
) -> Any:
    """Describe one setting; a secret is never shown, and may also come from the file that `NAME_FILE` names."""
    about = {"name": name, "parse": parse, "allowed": allowed, "secret": secret}
    return field(default=default, repr=shown and not secret, metadata=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says. Times are in seconds. None: nothing was said, the part that uses it decides."""

    host: str = setting("HOST", values.host, "a host name or an IP address", "127.0.0.1")
    port: int = setting("PORT", values.whole_number(0, 65535), "a whole number from 0 to 65535", 8000)
    api_key: str | None = setting("OPENAI_API_KEY", values.api_key, "printable characters without spaces", secret=True)
    base_url: str | None = setting(
        "OPENAI_BASE_URL",
        values.base_url,
        "an address such as http://127.0.0.1:11434/v1, without /chat/completions",
        shown=False,
    )
    model: str | None = setting("WEBCHAT_MODEL", values.text, "the name of a model")
    models: tuple[str, ...] | None = setting(
        "WEBCHAT_MODELS", values.patterns, "names of models separated by commas, with * for anything"
    )
    config_file: Path | None = setting("WEBCHAT_CONFIG", values.directory, "a TOML file")
    system_prompt: str | None = setting("WEBCHAT_SYSTEM_PROMPT", values.text, "any text")
    data_dir: Path = setting(
        "WEBCHAT_DATA_DIR",
        values.directory,
        "a directory",
        Path(platformdirs.user_data_dir("webchat", appauthor=False)),
    )
    database_url: str | None = setting(
        "WEBCHAT_DATABASE_URL", values.database_url, "sqlite:///path or postgresql://user@host/name", secret=True
    )
    redis_url: str | None = setting("WEBCHAT_REDIS_URL", values.redis_url, "redis://host:port/number", secret=True)
    workers: int = setting("WEBCHAT_WORKERS", values.whole_number(1, 64), "a whole number from 1 to 64", 1)
    secret_key: str | None = setting("WEBCHAT_SECRET_KEY", values.text, "any long random text", secret=True)
    streaming: bool = setting("WEBCHAT_STREAMING", values.on_off, "on or off", True)
    max_message_chars: int = setting(
        "WEBCHAT_MAX_MESSAGE_CHARS", values.whole_number(1, 1_000_000), "a whole number from 1 to 1000000", 32_000
    )
    max_reply_tokens: int | None = setting(
        "WEBCHAT_MAX_REPLY_TOKENS", values.whole_number(1, 1_000_000), "a whole number from 1 to 1000000"
    )
    context_tokens: int | None = setting(
        "WEBCHAT_CONTEXT_TOKENS", values.whole_number(256, 10_000_000), "a whole number from 256 to 10000000"
    )
    connect_timeout: float = setting(
        "WEBCHAT_CONNECT_TIMEOUT", values.seconds(0.1, 300), "seconds from 0.1 to 300", 5.0
    )
    first_byte_timeout: float = setting(
        "WEBCHAT_FIRST_BYTE_TIMEOUT", values.seconds(0.1, 3600), "seconds from 0.1 to 3600", 60.0
    )
    read_timeout: float = setting("WEBCHAT_READ_TIMEOUT", values.seconds(0.1, 3600), "seconds from 0.1 to 3600", 60.0)
    reply_timeout: float = setting(
        "WEBCHAT_REPLY_TIMEOUT", values.seconds(0.1, 86400), "seconds from 0.1 to 86400", 600.0
    )
    rate_limit: str | None = setting("WEBCHAT_RATE_LIMIT", values.rate, "such as 30/minute, or off", "30/minute")
    trusted_proxies: int = setting("WEBCHAT_TRUSTED_PROXIES", values.whole_number(0, 10), "a count from 0 to 10", 0)
    allowed_hosts: tuple[str, ...] = setting(
        "WEBCHAT_ALLOWED_HOSTS", values.hosts, "host names separated by commas", ()
    )
    max_running: int = setting(
        "WEBCHAT_MAX_RUNNING", values.whole_number(1, 100_000), "a whole number from 1 to 100000", 500
    )
    max_running_per_session: int = setting(
        "WEBCHAT_MAX_RUNNING_PER_SESSION", values.whole_number(1, 10_000), "a whole number from 1 to 10000", 4
    )
    titles: bool = setting("WEBCHAT_TITLES", values.on_off, "on or off", True)
    sharing: bool = setting("WEBCHAT_SHARING", values.on_off, "on or off", False)
    retention_days: int | None = setting(
        "WEBCHAT_RETENTION_DAYS", values.whole_number(1, 36_500), "a whole number of days from 1 to 36500"
    )
    log_format: str = setting("WEBCHAT_LOG_FORMAT", values.one_of("text", "json"), "text or json", "text")
    metrics: bool = setting("WEBCHAT_METRICS", values.on_off, "on or off", True)
    metrics_token: str | None = setting(
        "WEBCHAT_METRICS_TOKEN", values.api_key, "printable characters without spaces", secret=True
    )
    language: str = setting("WEBCHAT_LANGUAGE", values.language, "a language tag such as en, de or pt-BR", "en")
    translations: Path | None = setting("WEBCHAT_TRANSLATIONS", values.directory, "a directory")
    exchanges: bool = setting("WEBCHAT_EXCHANGES", values.on_off, "on or off", True)
    lab: bool | None = setting("WEBCHAT_LAB", values.on_off, "on or off")
    budget: values.Budget | None = setting("WEBCHAT_BUDGET", values.budget, "such as 100000 tokens/day or 2.50 EUR/day")

    @property
    def uses_built_in_model(self) -> bool:
        """Neither a key nor an address is set: the model on this machine answers."""
        return self.api_key is None and self.base_url is None

    @property
    def provider_url(self) -> str:
        """The base URL of the provider when it is not the built-in model."""
        return self.base_url or OPENAI_URL

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'webchat.sqlite3'}"


def variable_names() -> list[str]:
    """The names of all settings; those of secrets also with `_FILE`."""
    names = []
    for each in fields(Settings):
        names.append(each.metadata["name"])
        if each.metadata["secret"]:
            names.append(each.metadata["name"] + "_FILE")
    return names


def load(environ: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Settings:
    """Read the settings from `environ` and the `.env` files of `folder` and the data directory.

    Raises ConfigurationError with one sentence at the first wrong value.
    """
    given = environment(environ, folder=folder)
    settings = Settings(**{each.name: _value(each, given) for each in fields(Settings)})
    if settings.workers > 1 and not (settings.redis_url and settings.database.startswith("postgresql")):
        raise ConfigurationError(
            f"WEBCHAT_WORKERS '{settings.workers}' is not allowed alone: several workers need WEBCHAT_DATABASE_URL "
            "(PostgreSQL) and WEBCHAT_REDIS_URL, or leave it at 1."
        )
    return settings


def environment(environ: Mapping[str, str] | None = None, *, folder: Path | None = None) -> dict[str, str]:
    """The variables that are set, with those of the `.env` files below them. Raises ConfigurationError."""
    given = {name: value for name, value in (os.environ if environ is None else environ).items() if value}
    given = _above(_dotenv((folder or Path.cwd()) / ".env"), given)
    data_dir = _value(_field("data_dir"), given)
    return _above(_dotenv(data_dir / ".env"), given)


def secret_of(name: str, given: Mapping[str, str]) -> str | None:
    """The secret in the variable `name`, or in the file that `name_FILE` names; None when there is none.

    Raises ConfigurationError when the file cannot be read, or is a pipe or the like: it may be read again at any time.
    """
    return (_secret_text(name, given, read=_regular) or "").strip() or None


def _above(lower: Mapping[str, str], upper: Mapping[str, str]) -> dict[str, str]:
    """Both, where what `upper` says wins: its NAME_FILE also over a NAME below, and the other way round."""
    said = {name.removesuffix("_FILE") for name in upper}
    return {name: value for name, value in lower.items() if name.removesuffix("_FILE") not in said} | dict(upper)


def _field(name: str) -> Any:
    return next(each for each in fields(Settings) if each.name == name)


def _dotenv(path: Path) -> dict[str, str]:
    try:
        if not path.is_file():
            return {}
        with path.open(encoding="utf-8-sig") as file:
            lines = list(parse_stream(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The file {path} cannot be read ({_reason(error)}).") from error
    for line in lines:
        if line.error:
            raise ConfigurationError(f"The file {path}, line {line.original.line}, is not allowed: write NAME=value.")
    return {line.key: line.value for line in lines if line.key and line.value}


def _value(about: Any, given: Mapping[str, str]) -> Any:
    name, secret = about.metadata["name"], about.metadata["secret"]
    raw = _secret_text(name, given) if secret else given.get(name)
    if raw is None or not raw.strip():
        return about.default
    try:
        return about.metadata["parse"](raw.strip())
    except (ValueError, KeyError, RuntimeError):  # the last: `~` of nobody
        shown = "" if secret else f" {values.without_query(raw[:200])!r}"
        raise ConfigurationError(f"{name}{shown} is not allowed: give {about.metadata['allowed']}.") from None


def _regular(path: Path) -> bytes:
    return content_of(path, MOST_SECRET)


def _secret_text(name: str, given: Mapping[str, str], read: Callable[[Path], bytes] = Path.read_bytes) -> str | None:
    file_name = given.get(f"{name}_FILE")
    if file_name is None or name in given:
        return given.get(name)
    try:
        return read(Path(file_name).expanduser()).decode()
    except (OSError, UnicodeDecodeError, RuntimeError) as error:  # the last: `~` of nobody
        raise ConfigurationError(f"{name}_FILE {file_name!r} cannot be read ({_reason(error)}).") from error


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return (getattr(error, "strerror", None) or str(error)).lower().rstrip(".")
