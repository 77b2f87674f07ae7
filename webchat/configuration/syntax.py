"""What to do about a file that is no TOML, in a sentence: the parser's own words say only what it expected.

Nothing of the file is repeated except the names of tables and keys: a key of a provider may stand anywhere by a slip.
"""

import re
import tomllib
from collections.abc import Iterator

LISTS = ("providers", "providers.models", "assistants")
HEADER = re.compile(r"\s*(\[\[?)\s*([a-z_.]{1,40})\s*\]\]?\s*(?:#.*)?")
KEY = re.compile(r"\s*([a-z_.]{1,40})\s*=")
QUOTES = re.compile(r"\"\"\"|'''")
NEVER_CLOSED = ("Unterminated", "Unclosed", "Invalid value", "Expected \"'")  # the parser's words at the end
WORDS = (
    ("Unclosed array", 'before this a comma between two entries of a list is missing, or the "]" at its end.'),
    ("Illegal character '\\n'", 'a text in this line has no quote at its end; several lines stand between """.'),
    ("Unescaped '\\'", "write two \\ for one in a text, or put the text between ' instead of \"."),
    ("Invalid hex", "write two \\ for one in a text, or put the text between ' instead of \"."),
    ("Unclosed inline table", "what stands between { and } is one line, with commas between its keys."),
    ("Expected '=' after a key", "this is no line of the form key = value, [table] or # comment."),
)


def advice(text: str, line: int, error: ValueError) -> tuple[int, str]:
    """The line, counted from 1, that is to be changed, and what to do there. `line` is the one that the error tells."""
    if not isinstance(error, tomllib.TOMLDecodeError):
        return line, "this is no TOML: a number has thousands of digits."
    lines = text.split("\n")
    message, _, place = str(error).rpartition(" (at ")
    if found := _open_text(lines[:line]):
        return found, 'the text that begins here is not closed: write """ after its last line.'
    if place.startswith("end") and message.startswith(NEVER_CLOSED) and not _has_no_value(lines[line - 1]):
        return line, 'what begins here is never closed: a ", """ or ] is missing at its end.'
    if message.startswith(("Cannot declare", "Cannot overwrite", "Cannot mutate")):
        return _given_twice(lines, line)
    if message.startswith("Invalid value"):
        return line, _about_value(lines[line - 1])
    known = (words for begin, words in WORDS if message.startswith(begin))
    return line, next(known, f"this is no TOML: {message[:1].lower()}{message[1:]}.")


def _open_text(lines: list[str]) -> int | None:
    """Where a text of several lines begins that has swallowed a table and the beginning of the next such text."""
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines, 1):
        for mark in QUOTES.findall(line):
            if opened is None:
                opened = number, mark
            elif opened[1] != mark:
                continue
            elif KEY.match(line) and opened[0] != number and any(map(HEADER.fullmatch, lines[opened[0] : number])):
                return opened[0]
            else:
                opened = None
    return None


def _given_twice(lines: list[str], line: int) -> tuple[int, str]:
    if header := HEADER.fullmatch(lines[line - 1]):
        return _table_twice(lines, line, *header.groups())
    above = next((name for _, brackets, name in _headers(lines[:line], back=True) if brackets == "[["), None)
    another = f", or begin the next with [[{above}]]" if above else ""
    key = KEY.match(lines[line - 1])
    what = f'the key "{key[1]}"' if key else "the key of this value"
    return line, f"{what} stands here for the second time: take one of them away{another}."


def _table_twice(lines: list[str], line: int, brackets: str, name: str) -> tuple[int, str]:
    if name not in LISTS:
        return line, f"the table [{name}] stands here for the second time: put all of its keys below one of them."
    headers = [*_headers(lines[: line - 1]), (line, brackets, name)]
    if single := next((number for number, *header in headers if header == ["[", name]), None):
        return single, f"write [[{name}]], with two brackets."
    number, _, first = next((each for each in headers if each[2] in LISTS), headers[-1])
    if (name, first) == ("providers", "providers.models"):
        return number, "write [[providers]], with its slug and base_url, above the first [[providers.models]]."
    return line, f'"{name}" stands above in another way: write [[{name}]], with two brackets, each time.'


def _headers(lines: list[str], *, back: bool = False) -> Iterator[tuple[int, str, str]]:
    """The tables that begin in these lines: number, `[` or `[[`, and name."""
    numbered = [(number, HEADER.fullmatch(line)) for number, line in enumerate(lines, 1)]
    for number, header in reversed(numbered) if back else numbered:
        if header:
            yield number, header[1], header[2]


def _has_no_value(line: str) -> bool:
    return line.rstrip().endswith("=")


def _about_value(line: str) -> str:
    value = line.partition("=")[2].strip()
    if not value or value.startswith("#"):
        return "a value is missing after the =."
    if value[0] in "“”„‘’«»":
        return "write straight quotes, \" or ', around a text."
    if value.partition("#")[0].strip().lower() in ("true", "false"):
        return "write true or false in small letters."
    return 'this value cannot be read: write a text between quotes, as in name = "…".'
