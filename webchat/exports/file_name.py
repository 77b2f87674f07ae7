"""File names made of titles: any language, nothing that a system forbids, nothing that leads to another folder."""

import re
import unicodedata
from urllib.parse import quote
from uuid import UUID

LONGEST = 80  # characters
LONGEST_BYTES = 150  # of UTF-8: file systems end at 255, and dates and endings are added
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s]+')  # https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_JOINERS = "\u200c\u200d"  # invisible, but Persian and many emoji are wrong without them
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def safe(title: str | None, *, otherwise: str = "conversation") -> str:
    """The title as (the beginning of) a file name; never empty, never hidden, never a device of Windows."""
    shown = "".join(each for each in unicodedata.normalize("NFC", title or "") if _may_stand(each))
    name = _FORBIDDEN.sub(" ", shown).strip(" .")[:LONGEST]
    name = name.encode()[:LONGEST_BYTES].decode(errors="ignore").strip(" ." + _JOINERS)
    return f"_{name}" if _DEVICES.match(name) else name or otherwise


def short_id(identity: UUID) -> str:
    """Enough of an id to tell two conversations with one title apart."""
    return identity.hex[:8]


def disposition(name: str) -> str:
    """The Content-Disposition of a file to be saved (RFC 6266, RFC 8187): for old browsers in ASCII, too."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w .()-]+", "", plain).strip()
    plain = f"conversation{plain}" if plain.startswith(".") or not plain else plain
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _may_stand(character: str) -> bool:
    """Not what cannot be seen (it could turn a name round), nor what is no character."""
    return character in _JOINERS or character.isspace() or unicodedata.category(character)[0] != "C"
