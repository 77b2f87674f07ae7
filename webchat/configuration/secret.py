"""Keys and headers of a provider, whose values stand elsewhere: in variables of the environment, or in files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from webchat.config import secret_of
from webchat.errors import ConfigurationError
from webchat.regular_file import content_of
from webchat.setting_values import api_key
from webchat.toml_table import Table, shown

NAME_CHARS, VALUE_CHARS = 200, 4_096
MOST_BYTES = 65_536  # of a file with a key
VARIABLE_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2
HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")  # RFC 9110 §5.5, ASCII only
MOST_HEADERS = 20
SECRET_NAME = re.compile(r"key|token|secret|password|auth|cookie|sig", re.IGNORECASE)
OURS = frozenset(
    "accept accept-encoding connection content-length content-type cookie expect host te trailer transfer-encoding "
    "upgrade".split()
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """Where secrets are found: `environ` holds the variables, and files are beside `folder`."""

    environ: Mapping[str, str]
    folder: Path

    def key_of(self, table: Table) -> str | None:
        """The key that `key_env` or `key_file` name; None without either. Raises ConfigurationError."""
        name, file_name = table.line("key_env", NAME_CHARS), table.line("key_file", VALUE_CHARS)
        if name and file_name:
            raise table.wrong("key_file", 'give "key_env" or "key_file", not both.')
        if name:
            return _key(table, "key_env", self.variable(table, "key_env", name))
        return _key(table, "key_file", self._content(table, file_name)) if file_name else None

    def variable(self, table: Table, key: str, name: str) -> str:
        """What the variable of that name holds. Raises ConfigurationError when it is not set."""
        try:
            found = secret_of(name, self.environ)
        except ConfigurationError as error:
            raise table.wrong(key, str(error)) from error
        if found is None:
            raise table.wrong(key, f"the variable {_shown_name(name)} is not set.")
        return found

    def _content(self, table: Table, file_name: str) -> str:
        """What stands in that file. Its name is never shown: a key may stand there by a slip."""
        try:
            return content_of(self.folder / Path(file_name).expanduser(), MOST_BYTES).decode().strip()
        except UnicodeDecodeError:
            raise table.wrong("key_file", 'the file that "key_file" names is not UTF-8 text.') from None
        except (OSError, RuntimeError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower().rstrip(".")
            raise table.wrong("key_file", f'the file that "key_file" names cannot be read ({reason}).') from None


@dataclass(frozen=True, slots=True)
class Headers:
    """What is sent besides; `secrets` are those values that came from the environment, or whose names say so."""

    pairs: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()


def headers_in(table: Table | None, secrets: Secrets) -> Headers:
    """The headers that the table names; a value is a text or `{ env = "NAME" }`. Raises ConfigurationError."""
    if table is None:
        return Headers()
    if len(table.values) > MOST_HEADERS:
        raise table.problem(table.path, f"at most {MOST_HEADERS} headers are allowed.")
    pairs, hidden = [], []
    for name, given in table.values.items():
        _check_name(table, name)
        is_named = isinstance(given, dict)
        value = _from_environment(table, name, secrets) if is_named else table.line(name, VALUE_CHARS) or ""
        if not HEADER_VALUE.fullmatch(value):
            raise table.wrong(
                name, f'the value of the header "{shown(name)}" holds a character that no header may hold.'
            )
        pairs.append((name, value))
        hidden += [value] if is_named or SECRET_NAME.search(name) else []
    return Headers(tuple(pairs), tuple(hidden))


def _shown_name(name: str) -> str:
    """A variable's name; nothing of what does not look like one, since a key may stand there by a slip."""
    return f'"{name}"' if VARIABLE_NAME.fullmatch(name) else "that is named here"


def _check_name(table: Table, name: str) -> None:
    if name.lower() == "authorization":
        raise table.wrong(name, 'the header "Authorization" carries the key: give "key_env" or "key_file".')
    if not HEADER_NAME.fullmatch(name) or name.lower() in OURS:
        raise table.wrong(name, f'the header "{shown(name)}" cannot be set.')


def _from_environment(table: Table, name: str, secrets: Secrets) -> str:
    inner = table.inner(name, "header")
    assert inner is not None  # it is there: it is a table
    inner.only(("env",))
    return secrets.variable(inner, "env", inner.required("env", NAME_CHARS))


def _key(table: Table, name: str, key: str) -> str:
    try:
        return api_key(key)
    except ValueError:
        raise table.wrong(name, "what is found there holds a character that no key has, or nothing.") from None
