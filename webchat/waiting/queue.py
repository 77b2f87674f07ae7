"""The one message that waits in a conversation: put there while a reply runs, looked at, taken when its turn comes."""

from dataclasses import dataclass
from uuid import UUID

from webchat.errors import NotFound, WebchatError
from webchat.store import Conversation, Message, Session, lines, messages, running, waiting
from webchat.store.waiting import WaitingMessage

ONE_WAITS = "One message is waiting already: change it or withdraw it. Your text is kept."
NONE_WAITS = "This message does not wait any more: it was sent or withdrawn."


class MessageWaits(WebchatError):
    """Another message waits in the conversation already, whether a reply runs there or has broken off."""

    status = 409


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A waiting message as the page shows it. `is_stuck`: the reply before it broke off, so it does not go by itself.

    `key` names it in forms: what was changed meanwhile is another one.
    """

    conversation_id: str
    key: str
    text: str
    is_stuck: bool

    @property
    def revision(self) -> str:
        """What changes whenever the page has to show it anew."""
        return f"{self.key}{'-stuck' if self.is_stuck else ''}"


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


def look(session: Session, owner_id: str, conversation_id: UUID) -> WaitingView | None:
    """What waits there, as the page shows it."""
    waits = waiting.of_conversation(session, conversation_id)
    if waits is None:
        return None
    return view_of(waits, is_stuck=not running.now(session, owner_id, conversation_id).here)


def view_of(waits: WaitingMessage, *, is_stuck: bool) -> WaitingView:
    """The view of a waiting message."""
    return WaitingView(str(waits.conversation_id), waits.submission_id, waits.text, is_stuck)


def _on_another_line(session: Session, conversation: Conversation, parent_id: UUID | None) -> UUID | None:
    """The message that it follows, when that stands in another version than the one being written."""
    parent = parent_id and messages.owned_by(session, conversation.owner_id, parent_id)
    if not parent or parent.conversation_id != conversation.id:
        return None
    end = session.get(Message, lines.leaf_below(session, parent.id))
    return None if end is None or end.is_running else parent.id
