"""The body of one request of an example, as it is drawn on the page: what would be sent, or what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from webchat.guide.example import Variant
from webchat.inspector.parsed_json import parsed_object
from webchat.inspector.parts import Part, parts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """`parts` of the body. `is_refused`: the example sets a temperature and the body has none, since the model that
    answers refused it."""

    variant: Variant
    parts: Sequence[Part]
    is_refused: bool

    @classmethod
    def of(cls, variant: Variant, body: bytes) -> Self:
        """The body of that variant, cut into parts."""
        return cls(variant=variant, parts=parts_of(body, lambda _: False), is_refused=lacks_temperature(variant, body))


def lacks_temperature(variant: Variant, body: bytes) -> bool:
    """Whether a body is sent without the temperature that the variant is about."""
    sent = parsed_object(body)
    return variant.temperature is not None and sent is not None and "temperature" not in sent
