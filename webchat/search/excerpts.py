"""A piece of a text around what was found in it, as segments that are hits or not; the template alone makes markup.

A text is folded as the index was, and the folded places are led back to the characters they came from: what is marked
is what is written there, however it was typed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from webchat.store.folding import Folded, folded, tokens
from webchat.store.matching import Query, Term

LENGTH = 160  # characters, about
_BEFORE = 50  # of them, before the first hit
_WORD = 30  # how far a cut may move to a word's border
_STEP = 500  # a long text is looked through in such pieces, as far as the first hit
_OVERLAP = 300

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of an excerpt's characters, which was found or only stands beside."""

    text: str
    is_hit: bool


def marked(text: str, query: Query) -> list[Segment]:
    """The whole text, with all that was found in it."""
    return _segments(text, _places(text, query), 0, len(text))


def excerpt(text: str, query: Query, to_words: Callable[[str], str] = str) -> list[Segment]:
    """About LENGTH characters around the first hit; the beginning when what was found cannot be shown.

    `to_words` makes plain words of a piece of the text; where only what it drops was found, that is shown as it is.
    """
    for piece in _pieces_with_hits(text, query):
        for words in (to_words(piece), piece):
            line = " ".join(words.split())
            if places := _places(line, query):
                return _cut(line, places)
    return _cut(" ".join(to_words(text[:_STEP]).split()), [])


def _pieces_with_hits(text: str, query: Query) -> Iterator[str]:
    if len(text) <= _STEP + _OVERLAP:
        yield text
        return
    for begin in range(0, len(text), _STEP):
        piece = text[max(0, begin - _OVERLAP) : begin + _STEP + _OVERLAP]
        words = tokens(piece)
        if any(True for term in query.wanted for _ in _occurrences(words, term)):
            yield piece


def _places(text: str, query: Query) -> list[Span]:
    """Where something wanted stands, in order; what touches or overlaps is one place."""
    found = folded(text)
    return _joined(
        sorted(_place_of(found, at, term) for term in query.wanted for at in _occurrences(found.words, term))
    )


def _occurrences(words: Sequence[str], term: Term) -> Iterator[int]:
    """Where in the words this one begins."""
    before, last = list(term.tokens[:-1]), term.tokens[-1]
    for at in range(len(words) - len(before)):
        word = words[at + len(before)]
        is_last = word.startswith(last) if term.is_prefix else word == last
        if is_last and words[at : at + len(before)] == before:
            yield at


def _place_of(found: Folded, at: int, term: Term) -> Span:
    """Of a word that was only begun, as much is marked as was typed."""
    end = at + len(term.tokens) - 1
    length = len(term.tokens[-1]) if term.is_prefix else len(found.words[end])
    return found.begins[found.places[at]], found.ends[found.places[end] + length - 1]


def _joined(places: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for begin, end in places:
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


def _cut(line: str, places: list[Span]) -> list[Segment]:
    first, end_of_first = places[0] if places else (0, 0)
    begin = _border_after(line, first - _BEFORE, first)
    end = _border_before(line, begin + LENGTH, max(end_of_first, begin))
    inside = [(max(place[0], begin), min(place[1], end)) for place in places if place[0] < end]
    segments = _segments(line, inside, begin, end)
    if begin > 0:
        segments.insert(0, Segment("… ", is_hit=False))
    if end < len(line):
        segments.append(Segment(" …", is_hit=False))
    return segments


def _border_after(line: str, wanted: int, latest: int) -> int:
    """Where a word begins at or soon after `wanted`; there itself in a script without spaces."""
    if wanted <= 0:
        return 0
    space = line.find(" ", wanted - 1, min(wanted + _WORD, latest))
    return wanted if space < 0 else space + 1


def _border_before(line: str, wanted: int, earliest: int) -> int:
    """Where a word ends at or soon before `wanted`, but not before `earliest`."""
    if wanted >= len(line):
        return len(line)
    wanted = max(wanted, min(earliest, wanted + LENGTH))
    space = line.rfind(" ", max(wanted - _WORD, earliest), wanted + 1)
    return wanted if space < 0 else space


def _segments(text: str, places: Sequence[Span], begin: int, end: int) -> list[Segment]:
    segments = []
    at = begin
    for first, last in places:
        segments += [Segment(text[at:first], is_hit=False), Segment(text[first:last], is_hit=True)]
        at = last
    segments.append(Segment(text[at:end], is_hit=False))
    return [segment for segment in segments if segment.text]
