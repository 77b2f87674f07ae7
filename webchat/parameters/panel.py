"""What the panel of a conversation's own settings shows: models, and of the parameters those that the model takes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from webchat.models.offer import Offer
from webchat.models.switchboard import Switchboard
from webchat.parameters.answering import Answering, Overrides
from webchat.parameters.picker import Picker, pick
from webchat.parameters.resolving import NOTHING_OWN, resolve

LIST_WITHIN = 1.0  # seconds: for the first answer of a provider that lists its models


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is set here: a conversation, or the one that will begin with an assistant, temporary or not.

    `parameters`: the fields of a new one, as they were typed. `draft`: what stands in its composer, without scripts.
    """

    conversation_id: str | None = None
    assistant: str | None = None
    is_temporary: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    draft: str = ""

    @property
    def compare_address(self) -> str:
        """Where two replies are compared that begin with the same; instructions never stand in an address."""
        if self.conversation_id:
            return f"/compare?conversation={self.conversation_id}"
        given = {name: value for name, value in self.parameters.items() if value and name != "instructions"}
        return "/compare?" + urlencode({"assistant": self.assistant or "", **given}, safe="/", quote_via=quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """`values` are the fields as they were typed or are stored; `usual` answers where they are empty.

    `wrong`: the fields whose values were refused.
    """

    place: Place
    answering: Answering
    usual: Answering
    values: Mapping[str, str]
    wrong: Collection[str] = ()


def panel_of(switchboard: Switchboard, place: Place, answering: Answering, values: Mapping[str, str]) -> Panel:
    """The panel with its fields; `values` may name what the model does not take: it is kept."""
    usual = resolve(switchboard, answering.assistant.slug, Overrides(model=answering.key))
    return Panel(place=place, answering=answering, usual=usual, values=values)


def models_for(switchboard: Switchboard, answering: Answering, *, key: str = "", q: str = "") -> Picker:
    """The models to choose from; `key` is chosen among them, or where it names none what is usual.

    Waits a second at most for lists that are missing.
    """
    usual = resolve(switchboard, answering.assistant.slug, NOTHING_OWN)
    chosen = switchboard.find(key) if key else None
    return pick(switchboard.offers(LIST_WITHIN), chosen=chosen, usual=Offer(usual.provider, usual.model), q=q)


def texts_of(overrides: Overrides) -> dict[str, str]:
    """Stored values as their fields show them; only those that are set."""
    return {name: _text(value) for name, value in overrides.stored().items()}


def _text(value: object) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
