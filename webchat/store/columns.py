"""Column types alike on SQLite and PostgreSQL: aware times, text that can always be stored, packed bytes."""

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, Text, TypeDecorator

# Level 3 packs 256 KiB of conversation to under a half in 3 ms; level 6 gains 7 % and takes 60 % longer.
_LEVEL = 3


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, always read back in UTC. A naive one is refused: nobody could say what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class StorableText(TypeDecorator[str]):
    """Text in which NUL (refused by PostgreSQL) and lone surrogates (not UTF-8) become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        clean = value.replace("\0", "\ufffd")
        if clean.isascii():
            return clean
        return clean.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class AlreadyPacked(bytes):
    """What a packed column is to keep as it is: it was compressed before, where that keeps nobody waiting."""


def packed(value: bytes) -> AlreadyPacked:
    """The bytes for a column of the type `Packed`."""
    return AlreadyPacked(zlib.compress(value, _LEVEL))


def packed_json(value: Any) -> AlreadyPacked:
    """The value for a column of the type `PackedJson`."""
    return packed(json.dumps(value, separators=(",", ":")).encode())


class Packed(TypeDecorator[bytes]):
    """Bytes kept compressed (zlib, RFC 1950)."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return bytes(value if isinstance(value, AlreadyPacked) else packed(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.decompress(value)


class PackedJson(TypeDecorator[Any]):
    """Any JSON value kept compressed (zlib, RFC 1950)."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return bytes(value if isinstance(value, AlreadyPacked) else packed_json(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(zlib.decompress(value))
