"""What the composer shows, and where the messages that it sends lead."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from webchat.parameters.accepting import FIELDS
from webchat.store.messages import Message

IN_ADDRESSES = tuple(name for name in FIELDS if name != "instructions")


@dataclass(frozen=True, slots=True)
class Composer:
    """The form below a conversation; `error` are words for the person.

    `parent_id`: the last message that is shown above it. `is_part`: what is shown ends before the conversation does,
    so that sending leads to another page. `is_temporary`: the conversation that it begins is; it is begun with
    `assistant` (a slug; None is the plain one), and `parameters` are what its form sets, as they were written. `gone`
    is the name of a model that was asked for and is not offered.
    """

    conversation_id: str | None
    submission_id: str
    max_chars: int
    text: str = ""
    error: str | None = None
    parent_id: str | None = None
    is_part: bool = False
    is_temporary: bool = False
    assistant: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    gone: str | None = None


def composer_for(
    conversation_id: str | None,
    *,
    max_chars: int,
    text: str = "",
    error: str | None = None,
    parent_id: str | None = None,
    is_part: bool = False,
    is_temporary: bool = False,
    assistant: str | None = None,
    parameters: Mapping[str, str] | None = None,
    gone: str | None = None,
) -> Composer:
    """A composer with a fresh submission id."""
    return Composer(
        conversation_id,
        uuid.uuid4().hex,
        max_chars,
        text,
        error,
        parent_id,
        is_part=is_part,
        is_temporary=is_temporary,
        assistant=assistant,
        parameters=parameters or {},
        gone=gone,
    )


def parameters_in(values: Mapping[str, str]) -> dict[str, str]:
    """What a form sets for a new conversation, as it was written."""
    return {name: values[name] for name in FIELDS if values.get(name)}


def parameters_in_address(values: Mapping[str, str]) -> dict[str, str]:
    """The same in an address. Instructions are never among them: an address is kept by browsers and proxies, and a link
    from elsewhere must not put words into a conversation."""
    return {name: values[name] for name in IN_ADDRESSES if values.get(name)}


def address_of(reply: Message) -> str:
    """Where a browser without scripts sees the reply; while it runs the page arrives as it is written."""
    place = "?wait=1#arriving" if reply.is_running else f"#message-{reply.id}"
    return f"/conversations/{reply.conversation_id}{place}"


def address_of_waiting(conversation_id: str) -> str:
    """Where a browser without scripts sees the message that waits."""
    return f"/conversations/{conversation_id}#waiting"
