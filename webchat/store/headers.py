"""Headers of HTTP as they went over the wire: in their order and spelling, and each line for itself."""


class Headers(tuple[tuple[str, str], ...]):
    """The lines, each a name and a value; a name may be repeated."""

    __slots__ = ()

    def value_of(self, name: str) -> str | None:
        """The last value of this name, in any case (RFC 9110, 5.1); None when it is not there."""
        return next((value for each, value in reversed(self) if each.lower() == name.lower()), None)
