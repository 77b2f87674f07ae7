"""Why a model seems to remember: what was sent again for one reply, how that grows, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from webchat.context.sendable import sendable
from webchat.inspector.inspected import LOOKED_AT, Inspected, first_source
from webchat.inspector.request_view import RequestView
from webchat.inspector.sent_message import beginning_of
from webchat.store import Session, lines
from webchat.store.lines import Spoken
from webchat.store.messages import Message
from webchat.wording import N_

NEWEST = 40  # messages of the line, whose replies are compared
NAMED = 6  # messages that were left out, and as many that were withheld
REFUSED = N_(
    "This message was refused earlier. Such a message is not sent again, or every later request would be refused "
    "because of it."
)
NO_WORDS = N_("This message has no words, so there is nothing to send.")


@dataclass(frozen=True, slots=True)
class Growth:
    """What one reply's model had to read, in tokens; `share` of the most that is shown, in per cent."""

    reply_id: UUID
    tokens: int
    share: int
    is_this: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A message that was not sent: for a `reason` of its own, else because it is too old to fit."""

    message_id: UUID
    role: str
    beginning: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """`messages` and `characters` were sent, of that the page's instructions `instructions`; None: not known.

    `tokens`: what the provider counted of it. `left_out` messages were too old; `named` are the last of them.
    `withheld` are the last of those that were not sent for another reason. `growth`: the newest replies down to this
    one, the oldest first.
    """

    messages: int | None
    characters: int | None
    instructions: int | None
    tokens: int | None
    growth: Sequence[Growth]
    left_out: int
    named: Sequence[LeftOut]
    withheld: Sequence[LeftOut]


def remembered_of(session: Session, inspected: Inspected, request: RequestView) -> Remembered:
    """The memory of this reply: from its stored request, and from the line that leads to it."""
    sent, record = request.messages, inspected.record
    of_page = [message.characters or 0 for message in sent if message.role in ("system", "developer")]
    usage = record.usage if record else None
    not_sent = named_of(session, inspected)
    return Remembered(
        messages=len(sent) if sent else None,
        characters=sum(message.characters or 0 for message in sent) if sent else None,
        instructions=sum(of_page) if of_page else None,
        tokens=_count(usage.get("prompt_tokens")) if usage else None,
        growth=_growth(session, inspected.reply),
        left_out=inspected.left_out,
        named=[each for each in not_sent if not each.reason],
        withheld=[each for each in not_sent if each.reason],
    )


def _growth(session: Session, reply: Message) -> Sequence[Growth]:
    line = [*lines.before(session, reply.id, NEWEST).messages, reply]
    counted = [(message, count) for message in line if (count := _count(message.prompt_tokens)) is not None]
    most = max((count for _, count in counted), default=0) or 1
    return [
        Growth(message.id, count, round(100 * count / most), is_this=message.id == reply.id)
        for message, count in counted
    ]


def named_of(session: Session, inspected: Inspected) -> Sequence[LeftOut]:
    """The last of the messages that were left out, those above the first one that was sent; then the last of those
    that were withheld, wherever they stand."""
    record = inspected.record
    if record is None or first_source(record) is None:
        return ()
    sent = {source for sources in record.sources for source in sources}
    said = lines.spoken_before(session, inspected.reply.id, len(sent) + LOOKED_AT)
    could_be_sent = {each.id for each in sendable(said)}
    rest = [each for each in said if each.id not in sent]
    above = [_left_out(each) for each in rest if each.id in could_be_sent]
    withheld = [_left_out(each, REFUSED if each.text else NO_WORDS) for each in rest if each.id not in could_be_sent]
    return [*above[-NAMED:], *withheld[-NAMED:]]


def _left_out(message: Spoken, reason: str | None = None) -> LeftOut:
    return LeftOut(message.id, message.role, beginning_of(message.text), reason)


def _count(value: object) -> int | None:
    """A count that a provider told; it can tell nonsense."""
    return value if isinstance(value, int) and value >= 0 else None
