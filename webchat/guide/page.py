"""What the page shows: the facts, the examples with the bodies that they would send, and what was just sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webchat.cleaning import clean, is_blank
from webchat.guide import tables
from webchat.guide.addresses import ADDRESSES, Address
from webchat.guide.drawn import Drawn
from webchat.guide.example import Example
from webchat.guide.examples import EXAMPLES
from webchat.guide.facts import Facts
from webchat.guide.guide import LONGEST_MESSAGE, Guide, Tried
from webchat.guide.parameters import PARAMETERS, Parameter
from webchat.guide.statuses import StatusRow, status_rows
from webchat.wording import Voice


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody without scripts has just posted: the example's name, their text, and what came of it."""

    name: str
    message: str
    tried: Sequence[Tried] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleView:
    """An example as it stands on the page. `bodies`: what each request would send; once it was tried, what it sent.

    `refusal`: why it cannot be sent to the model that answers; None when it can.
    """

    example: Example
    message: str
    bodies: Sequence[Drawn]
    refusal: str | None
    tried: Sequence[Tried]
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`examples` by their names; a message has at most `longest` characters."""

    facts: Facts
    examples: Mapping[str, ExampleView]
    longest: int
    headers: Sequence[tables.Row]
    parameters: Sequence[Parameter]
    roles: Sequence[tables.Row]
    fields: Sequence[tables.Row]
    finishes: Sequence[tables.Row]
    statuses: Sequence[StatusRow]
    addresses: Sequence[Address]


def page_of(guide: Guide, voice: Voice, given: Given | None) -> Page:
    """The page, with what was `given` in its place."""
    facts = guide.facts()
    views = {
        name: view_of(guide, voice, example, given if given and given.name == name else None)
        for name, example in EXAMPLES.items()
    }
    return Page(
        facts=facts,
        examples=views,
        longest=LONGEST_MESSAGE,
        headers=tables.header_rows(facts),
        parameters=PARAMETERS,
        roles=tables.role_rows(),
        fields=tables.field_rows(),
        finishes=tables.finish_rows(),
        statuses=status_rows(),
        addresses=ADDRESSES,
    )


def view_of(guide: Guide, voice: Voice, example: Example, given: Given | None) -> ExampleView:
    """One example, with what was `given` to it."""
    usual = voice.words(example.message)
    message = given.message if given else usual
    sent = {each.variant.name: each.body for each in given.tried if each.body} if given else {}
    bodies = guide.bodies(example, _sendable(message) or usual, voice)
    return ExampleView(
        example=example,
        message=message,
        bodies=[Drawn.of(variant, sent.get(variant.name, body)) for variant, body in bodies],
        refusal=guide.refusal_of(example),
        tried=given.tried if given else (),
        problem=given.problem if given else None,
    )


def _sendable(message: str) -> str | None:
    """The text as it would be sent; None where it would be refused."""
    cleaned = clean(message)
    return None if is_blank(cleaned) or len(cleaned) > LONGEST_MESSAGE else cleaned
