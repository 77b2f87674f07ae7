"""What a comparison begins with that was led to from elsewhere: a reply, a conversation, an earlier comparison.

Addresses name those by their ids: nothing that was written stands in them, and a link from elsewhere puts no words in.
"""

from collections.abc import Mapping
from uuid import UUID

from webchat.chat.composer import parameters_in_address
from webchat.chat.desk import Desk
from webchat.comparing.comparison import UNKNOWN, Comparison, open_comparison
from webchat.comparing.draft import Draft, another
from webchat.conversations import changing
from webchat.errors import NotFound
from webchat.parameters.accepting import accepted_assistant
from webchat.parameters.answering import Overrides
from webchat.parameters.panel import texts_of
from webchat.parameters.recorded import key_in
from webchat.store import Conversation, messages
from webchat.store.messages import Message


def draft_for(desk: Desk, owner: str | None, address: Mapping[str, str]) -> Draft:
    """What the query of an address names: `a` and `b`, a `reply`, a `conversation`, or settings (`model`, …).

    Raises NotFound for what is not this owner's, InvalidInput for an assistant that is not offered.
    """
    if address.get("a") or address.get("b"):
        return of_comparison(open_comparison(desk.database, owner, _id(address, "a"), _id(address, "b")))
    if address.get("reply"):
        return _of_reply(desk, owner, _id(address, "reply"))
    if address.get("conversation"):
        return _of_conversation(desk, owner, _id(address, "conversation"))
    assistant = accepted_assistant(desk.switchboard, address.get("assistant", ""))
    own = texts_of(desk.fine(assistant, parameters_in_address(address)))
    return _beside_another(desk, "", assistant, own) if own else Draft(assistant=assistant)


def of_comparison(comparison: Comparison) -> Draft:
    """The same once more."""
    sides = {side.name: side.own for side in comparison}
    return Draft(message=comparison.a.message.text, assistant=comparison.a.conversation.assistant, sides=sides)


def _of_reply(desk: Desk, owner: str | None, reply_id: UUID) -> Draft:
    reply = desk.reply(owner, reply_id)
    conversation = changing.find(desk.database, owner, reply.conversation_id)
    with desk.database.reading() as session:
        asked = reply.parent_id and messages.owned_by(session, conversation.owner_id, reply.parent_id)
    return _with(desk, conversation, asked.text if asked else "", reply)


def _of_conversation(desk: Desk, owner: str | None, conversation_id: UUID) -> Draft:
    opened = desk.open(owner, conversation_id)
    said = [message.text for message in opened.messages if message.role == "user"]
    return _with(desk, opened.conversation, said[-1] if said else "", None)


def _with(desk: Desk, conversation: Conversation, text: str, reply: Message | None) -> Draft:
    own = texts_of(Overrides.of(conversation.overrides))
    asked_with = reply.asked_with if reply else None
    if asked_with and desk.switchboard.find(key_in(asked_with)):
        own["model"] = key_in(asked_with)
    return _beside_another(desk, text, conversation.assistant, own)


def _beside_another(desk: Desk, text: str, assistant: str | None, own: Mapping[str, str]) -> Draft:
    """The same on both sides, but for the model where there is another one."""
    key = desk.answering(None, assistant, desk.fine(assistant, own)).key
    other = another(desk.switchboard, key)
    return Draft(message=text, assistant=assistant, sides={"a": own, "b": {**own, "model": other} if other else own})


def _id(address: Mapping[str, str], name: str) -> UUID:
    try:
        return UUID(address.get(name, ""))
    except ValueError:
        raise NotFound(UNKNOWN) from None
