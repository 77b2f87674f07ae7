"""How much of one file is read: what is beyond is refused in words, so that a hostile file harms nobody."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """`file_bytes` of one JSON file and `all_bytes` of all in a ZIP, unpacked; `conversations` in all of them, whether
    they can be used or not; `values` and `characters` of one conversation."""

    file_bytes: int = 1_000_000_000
    all_bytes: int = 4_000_000_000
    conversations: int = 100_000
    values: int = 1_500_000
    characters: int = 50_000_000


USUAL = Bounds()
