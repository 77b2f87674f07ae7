"""A text's words as PostgreSQL's tsvector, in several parts where the limits of that type ask for it.

https://www.postgresql.org/docs/current/textsearch-limitations.html: a tsvector is smaller than 1 MB, positions end at
16,383, and only 255 places of one word are kept: a phrase beyond them would not be found. Each part also names, without
places, what stands in the others, so that words far from each other still find their text.
"""

from collections.abc import Iterator, Sequence

_MOST_WORDS = 16_000
_MOST_PLACES = 255
_MOST_BYTES = 400_000  # of one part's own words, and again of the others'
_BYTES_OF_A_PLACE = 6
_SHARED = 40  # words that end one part and begin the next: a phrase that long is never cut


def vectors_of(volume_id: int, tokens: Sequence[str]) -> list[str]:
    """The literals of the vectors that hold these words, each marked with its volume."""
    parts = list(_parts(tokens))
    if len(parts) == 1:
        return [_literal(volume_id, _places(tokens), [])]
    known = sorted(set(tokens))
    return [_literal(volume_id, _places(part), known) for part in parts]


def _parts(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    begin = 0
    while True:
        end = _end_of_part(tokens, begin)
        yield tokens[begin:end]
        if end == len(tokens):
            return
        begin = max(end - _SHARED, begin + 1)


def _end_of_part(tokens: Sequence[str], begin: int) -> int:
    counts: dict[str, int] = {}
    size = 0
    for index in range(begin, min(begin + _MOST_WORDS, len(tokens))):
        token = tokens[index]
        counts[token] = counts.get(token, 0) + 1
        size += len(token.encode()) + _BYTES_OF_A_PLACE
        if counts[token] > _MOST_PLACES or size > _MOST_BYTES:
            return index
    return min(begin + _MOST_WORDS, len(tokens))


def _places(tokens: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, token in enumerate(tokens, 1):
        places.setdefault(token, []).append(place)
    return places


def _literal(volume_id: int, places: dict[str, list[int]], known: Sequence[str]) -> str:
    """Words hold no quotes and no backslashes: nothing has to be escaped."""
    own = [f"'{volume_id}:{token}':{','.join(map(str, found))}" for token, found in places.items()]
    return " ".join(own + [f"'{volume_id}:{token}'" for token in _within(known, places)])


def _within(known: Sequence[str], own: dict[str, list[int]]) -> Iterator[str]:
    size = 0
    for token in known:
        size += len(token.encode()) + _BYTES_OF_A_PLACE
        if size > _MOST_BYTES:
            return
        if token not in own:
            yield token
