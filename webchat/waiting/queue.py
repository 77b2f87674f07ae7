"""The one message that waits in a conversation: put there while a reply runs, looked at, taken when its turn comes."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from webchat.config import Settings
from webchat.errors import NotFound, WebchatError
from webchat.store import Conversation, Message, Session, conversations, lines, messages, running, waiting
from webchat.store.waiting import WaitingMessage
from webchat.usage import budget
from webchat.wording import N_

ONE_WAITS = N_("One message is waiting already: change it or withdraw it. Your text is kept.")
NONE_WAITS = N_("This message does not wait any more: it was sent or withdrawn.")


Stuck = Literal["broke_off", "budget", "held"]
ENDED_WELL = ("complete", "stopped")


class MessageWaits(WebchatError):
    """Another message waits in the conversation already, whether a reply runs there or has broken off."""

    status = 409


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A waiting message as the page shows it. `stuck`: why it does not go by itself any more: the reply before it broke
    off, the budget is used up, or neither any more.

    `key` names it in forms: what was changed meanwhile is another one.
    """

    conversation_id: str
    key: str
    text: str
    stuck: Stuck | None

    @property
    def is_stuck(self) -> bool:
        """Whether it does not go by itself."""
        return self.stuck is not None

    @property
    def revision(self) -> str:
        """What changes whenever the page has to show it anew."""
        return f"{self.key}-{self.stuck}" if self.stuck else self.key


def put(
    session: Session, conversation: Conversation, *, text: str, submission_id: str, parent_id: UUID | None
) -> WaitingMessage:
    """Let a message wait for the reply that runs in this conversation, which is held."""
    other = _on_another_line(session, conversation, parent_id)
    return waiting.put(session, conversation, text=text, submission_id=submission_id, parent_id=other)


def same(earlier: WaitingMessage, submission_id: str) -> WaitingMessage:
    """The message that waits already, if it came by this submission. Raises MessageWaits: there is room for one."""
    if earlier.submission_id != submission_id:
        raise MessageWaits(ONE_WAITS)
    return earlier


def take(session: Session, conversation: Conversation, key: str) -> WaitingMessage:
    """The message that waited, by its key or whichever there is. Raises NotFound when it does not wait any more."""
    waits = waiting.of_conversation(session, conversation.id)
    if waits is None or key not in ("", waits.submission_id):
        raise NotFound(NONE_WAITS)
    waiting.take(session, conversation.id)
    return waits


def look(session: Session, owner_id: str, conversation_id: UUID, settings: Settings) -> WaitingView | None:
    """What waits there, as the page shows it."""
    waits = waiting.of_conversation(session, conversation_id)
    if waits is None:
        return None
    if running.now(session, owner_id, conversation_id).here:
        return view_of(waits)
    return view_of(waits, why_stuck(session, owner_id, conversation_id, settings))


def view_of(waits: WaitingMessage, stuck: Stuck | None = None) -> WaitingView:
    """The view of a waiting message."""
    return WaitingView(str(waits.conversation_id), waits.submission_id, waits.text, stuck)


def why_stuck(session: Session, owner_id: str, conversation_id: UUID, settings: Settings) -> Stuck:
    """Why what waits in a conversation in which nothing runs did not go by itself."""
    conversation = conversations.owned_by(session, owner_id, conversation_id)
    last_id = conversation and conversation.leaf_id
    if not last_id or messages.status_of(session, owner_id, last_id) not in ENDED_WELL:
        return "broke_off"
    bound = settings.budget
    return "budget" if bound and budget.state(session, owner_id, bound).is_used_up else "held"


def _on_another_line(session: Session, conversation: Conversation, parent_id: UUID | None) -> UUID | None:
    """The message that it follows, when that stands in another version than the one being written."""
    parent = parent_id and messages.owned_by(session, conversation.owner_id, parent_id)
    if not parent or parent.conversation_id != conversation.id:
        return None
    end = session.get(Message, lines.leaf_below(session, parent.id))
    return None if end is None or end.is_running else parent.id
