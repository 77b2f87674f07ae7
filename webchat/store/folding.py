"""One spelling for what is searched: texts and queries are folded alike, so that both databases find the same.

Unicode's compatibility forms and case (NFKC_Casefold, Unicode Standard 5.18), then what people leave out when they
type: accents of Latin and Greek, points of Hebrew and Arabic, forms of an Arabic letter (as Lucene's ArabicNormalizer).
Marks that are letters to their readers stay: й, が, the vowels of Indic writing. Scripts without spaces are split into
single characters, so that a run of them in a query is a phrase.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_TOKEN = 64  # characters; what follows in such a run is not searched for
_KEPT_CHARACTERS = 20_000

_SINGLE = (
    *((0x2600, 0x27BF), (0x1F000, 0x1F3FA), (0x1F400, 0x1FAFF)),  # pictures
    *((0x0E01, 0x0E3A), (0x0E40, 0x0E4E)),  # Thai
    *((0x0E81, 0x0EBD), (0x0EC0, 0x0ECE), (0x0EDC, 0x0EDF)),  # Lao
    *((0x1000, 0x103F), (0x1050, 0x108F), (0x109A, 0x109F), (0xA9E0, 0xA9EF), (0xAA60, 0xAA7F)),  # Burmese
    *((0x1780, 0x17D3), (0x17D7, 0x17D7), (0x17DC, 0x17DD)),  # Khmer
    *((0x3005, 0x3007), (0x3041, 0x309A), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF)),
    *((0x3105, 0x312F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x3FFFF)),  # Bopomofo, Han
)
_LEFT_OUT = (
    *((0x0300, 0x036F), (0x0483, 0x0487), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)),
    *((0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x08D3, 0x08FF)),
    *((0xFE00, 0xFE0F), (0xE0100, 0xE01EF)),  # variation selectors
)
_ALIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ё": "е"}
    | dict.fromkeys("أإآٱ", "ا")
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""}
    | dict.fromkeys("\u02bb\u02bc\u200b", " ")  # letters that are used as apostrophes; a space of no width
)
_ASCII_TOKEN = re.compile(r"[a-z0-9]+(?:(?:\+\+|#)(?![a-z0-9_+#]))?")
_WORD = re.compile("[^ ]+")
# C++, C#: signs that belong to the word, unless a Latin letter follows, however it is composed
_SIGNS = re.compile(r"(?<=[A-Za-z0-9])(?:\+\+|#)(?![A-Za-z0-9_+#\u00c0-\u02af\u1e00-\u1eff])")
_SIGNS_KEPT = str.maketrans("+#", "\ue000\ue001")
_JOINER_BETWEEN_ARABIC = re.compile("(?<=[\u0600-\u06ff])\u200c(?=[\u0600-\u06ff])")
NO_MARK = "\ufe00"
MOST_MARKS = 30  # that stand together, as in UAX #15 §13: putting very many into their order takes for ever
_MARKS = re.compile(f"(?:[^\\w\x00-\u02ff]|[\uff9e\uff9f]){{{MOST_MARKS + 1},}}")  # no letters: marks are among them
_CLUSTER_GOES_ON = re.compile("[\u1160-\u11ff\uff9e\uff9f\u200d]")  # besides marks: Hangul vowels and ends, Kana marks


def tokens(text: str) -> list[str]:
    """The words of a text as they are searched, in order; they hold neither spaces nor ASCII signs but + and #."""
    if text.isascii():
        return [token[:LONGEST_TOKEN] for token in _ASCII_TOKEN.findall(text.lower())]
    return [token[:LONGEST_TOKEN] for token in _folded(_prepared(text)).split()]


@dataclass(frozen=True, slots=True)
class Folded:
    """The same words, each with where it begins in the folded text, whose characters came from `begins` to `ends`."""

    words: Sequence[str]
    places: Sequence[int]
    begins: Sequence[int]
    ends: Sequence[int]


def folded(text: str) -> Folded:
    """What `tokens` returns, with the way back to the text."""
    if text.isascii():
        found = list(_ASCII_TOKEN.finditer(text.lower()))
        words = [each[0][:LONGEST_TOKEN] for each in found]
        return Folded(words, [each.start() for each in found], range(len(text)), range(1, len(text) + 1))
    characters, origins = _traced(_prepared(text))
    found = list(_WORD.finditer(characters))
    words = [each[0][:LONGEST_TOKEN] for each in found]
    begins, ends = [begin for begin, _ in origins], [end for _, end in origins]
    return Folded(words, [each.start() for each in found], begins, ends)


class _Characters(dict[int, str]):
    """What each character becomes: itself or alike, nothing, a space, or a word of its own."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _KEPT_CHARACTERS:
            self[code] = folded
        return folded


_CHARACTERS = _Characters({0xE000: "+", 0xE001: "#"})


def _prepared(text: str) -> str:
    """The text, as long as before, without what only its neighbours explain."""
    text = _SIGNS.sub(lambda found: found[0].translate(_SIGNS_KEPT), text)
    return _MARKS.sub(_with_few_marks, _JOINER_BETWEEN_ARABIC.sub(" ", text))


def _with_few_marks(run: re.Match[str]) -> str:
    """The run, in which marks beyond the first characters are replaced by one that is always left out."""
    rest = (NO_MARK if _belongs_to_the_one_before(each) else each for each in run[0][MOST_MARKS:])
    return run[0][:MOST_MARKS] + "".join(rest)


def _folded(text: str) -> str:
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return normal.translate(_CHARACTERS)


def _traced(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and for each of its characters the place of the cluster that it came from."""
    pieces: list[str] = []
    origins: list[tuple[int, int]] = []
    for begin, cluster in _clusters(text):
        piece = _folded_cluster(cluster)
        pieces.append(piece)
        origins += [(begin, begin + len(cluster))] * len(piece)
    return "".join(pieces), origins


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each character with the marks that it is composed with."""
    begin = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _belongs_to_the_one_before(text[index]):
            yield begin, text[begin:index]
            begin = index


@lru_cache(maxsize=4_096)
def _belongs_to_the_one_before(character: str) -> bool:
    if character < "\u0300":
        return False
    return unicodedata.category(character)[0] == "M" or _CLUSTER_GOES_ON.match(character) is not None


@lru_cache(maxsize=4_096)
def _folded_cluster(cluster: str) -> str:
    return _folded(cluster)


def _fold_character(character: str) -> str:
    code, category = ord(character), unicodedata.category(character)
    if _is_in(_SINGLE, code):
        return f" {character} "
    if category == "Nd":
        return str(unicodedata.digit(character))
    if _is_in(_LEFT_OUT, code) or (category == "Cf" and code != 0x200B) or category == "Sk" and code > 0xFFFF:
        return ""
    if category[0] in "LNM" or category == "Cn" or code == 0x200B:
        return _without_accents(character).translate(_ALIKE)
    return " "


def _without_accents(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base < "\u0250" or "\u0370" <= base < "\u0400" else letter


def _is_in(ranges: tuple[tuple[int, int], ...], code: int) -> bool:
    return any(first <= code <= last for first, last in ranges)
