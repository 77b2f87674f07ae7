"""What an example is: a message that the reader may change, and one request or two that are made with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.models.catalogue import OfferedModel
from webchat.models.offer import Offer
from webchat.parameters.resolving import DEMO_TEMPERATURE
from webchat.provider import ChatMessage, ChatRequest
from webchat.wording import Voice

ROOM = 100  # tokens of a reply: a few sentences
ROOM_TO_THINK = 1_024  # where the model thinks before it writes, which counts too
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One request of an example. `earlier`: roles and words of the messages that stand before the reader's own.

    `label` says what sets it apart from the one beside it; None when it is the only one. `is_bare`: nothing is sent
    that is not needed, also where the built-in model does better with it. `is_cut`: the reply is meant to be cut, so
    that a model which thinks gets no more room either.
    """

    name: str
    label: str | None = None
    earlier: Sequence[tuple[str, str]] = ()
    max_tokens: int = ROOM
    temperature: float | None = None
    stream: bool = False
    is_bare: bool = False
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """`message` is what is asked when the reader changes nothing; `look_at` says what is to be seen in the answer."""

    name: str
    title: str
    about: str
    look_at: str
    message: str
    variants: tuple[Variant, ...]

    def suits(self, model: OfferedModel) -> bool:
        """Whether that model takes what the example is about."""
        return model.takes_temperature or all(variant.temperature is None for variant in self.variants)


def request_of(variant: Variant, offer: Offer, message: str, voice: Voice, *, thinks: bool = False) -> ChatRequest:
    """What is asked of that model, which `thinks` before it writes or does not.

    The words of the example are in the reader's language, as their own are.
    """
    earlier = tuple(ChatMessage(role, voice.words(words)) for role, words in variant.earlier)
    model = offer.model
    return ChatRequest(
        model=model.id,
        messages=(*earlier, ChatMessage("user", message)),
        max_tokens=min(ROOM_TO_THINK if thinks and not variant.is_cut else variant.max_tokens, model.max_reply_tokens),
        temperature=_temperature(variant, offer),
        reasoning_effort=least_effort(model),
        stream=variant.stream,
    )


def least_effort(model: OfferedModel) -> str | None:
    """The smallest effort that the model takes, so that an example is answered soon; None when it takes none."""
    known = [effort for effort in EFFORTS if effort in model.efforts]
    return next(iter((*known, *model.efforts)), None)


def _temperature(variant: Variant, offer: Offer) -> float | None:
    if variant.temperature is not None or variant.is_bare:
        return variant.temperature
    return DEMO_TEMPERATURE if offer.provider.is_demo and offer.model.takes_temperature else None
