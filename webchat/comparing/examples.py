"""Comparisons that are ready to be tried: each shows one thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webchat.comparing.draft import Draft, another
from webchat.models.switchboard import Switchboard
from webchat.parameters.resolving import NOTHING_OWN, resolve
from webchat.wording import N_, Say, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """`name` and `shows` are said to the reader; `message` and the instructions of the second side are said, then sent.

    `a`, `b`: what each side sets besides, by the names of its fields.
    """

    slug: str
    name: str
    shows: str
    message: str
    instructions: str = ""
    a: Mapping[str, str] = field(default_factory=dict)
    b: Mapping[str, str] = field(default_factory=dict)


EXAMPLES = (
    Example(
        slug="temperature",
        name=N_("Temperature 0 and 1.5"),
        shows=N_("A low temperature gives much the same words each time. A high one gives different words each time."),
        message=N_("Invent a name for a boat, and say in one sentence why it fits."),
        a={"temperature": "0"},
        b={"temperature": "1.5"},
    ),
    Example(
        slug="instructions",
        name=N_("Usual and other instructions"),
        shows=N_(
            "The same question twice: once with the usual instructions, and once with “Answer like a pirate, in one "
            "sentence.”"
        ),
        message=N_("Why is the sky blue?"),
        instructions=N_("Answer like a pirate, in one sentence."),
    ),
    Example(
        slug="models",
        name=N_("Two models"),
        shows=N_("The same question to two models: look at the words, the time and the cost."),
        message=N_("Explain to a child of eight why the moon changes its shape."),
    ),
)


def offered(switchboard: Switchboard) -> tuple[Example, ...]:
    """Those that make sense here: two models need two."""
    return tuple(each for each in EXAMPLES if each.slug != "models" or switchboard.offers_several)


def draft_of(slug: str, switchboard: Switchboard, assistant: str | None, say: Say) -> Draft | None:
    """The example's form, in the reader's words; None when there is none of that name."""
    example = next((each for each in offered(switchboard) if each.slug == slug), None)
    if example is None:
        return None
    first, second = dict(example.a), dict(example.b)
    if example.instructions:
        second["instructions"] = say(Words(example.instructions))
    if slug == "models":
        first["model"] = resolve(switchboard, assistant, NOTHING_OWN).key
        second["model"] = another(switchboard, first["model"])
    return Draft(message=say(Words(example.message)), assistant=assistant, sides={"a": first, "b": second})
