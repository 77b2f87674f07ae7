"""Headers of HTTP as they went over the wire: in their order and spelling, and each line for itself."""

from collections.abc import ItemsView, Iterable, Iterator, Mapping


class Headers(Mapping[str, str]):
    """Looked up by name in any case, as RFC 9110, 5.1 wants it; of a name that was repeated the last value is found.

    `items()` are all lines, repeated ones too.
    """

    def __init__(self, lines: Iterable[tuple[str, str]] = ()) -> None:
        self.lines = tuple((name, value) for name, value in lines)
        self._values = {name.lower(): value for name, value in self.lines}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        return self.lines == tuple(other.items())

    def __hash__(self) -> int:
        return hash(self.lines)

    def __repr__(self) -> str:
        return f"Headers({list(self.lines)})"

    def items(self) -> ItemsView[str, str]:
        """Every line, from the first to the last."""
        return _Lines(self)


class _Lines(ItemsView[str, str]):
    def __init__(self, headers: Headers) -> None:
        super().__init__(headers)
        self._lines = headers.lines

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._lines)
