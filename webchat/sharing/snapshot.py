"""What of a conversation is shown to everyone who has the link: the words of finished messages, and no more."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from webchat import markup
from webchat.aside import aside
from webchat.store import Message
from webchat.wording import N_

KEPT_COPIES = 8  # with their texts, of which one has a million characters at most
ENDINGS = {
    "stopped": N_("This reply was stopped."),
    "interrupted": N_("This reply broke off before it was finished."),
    "failed": N_("This reply broke off before it was finished."),
}
CUT = N_("This reply was cut at the token limit.")


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it is shared; its `ending` in English words, which are translated where they are shown."""

    role: str
    text: str
    model: str | None
    ending: str | None
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the page shows it; `html` is empty for a person's, whose text is shown as it was typed."""

    role: str
    text: str
    html: Markup
    model: str | None
    ending: str | None
    is_edited: bool


def snapshot_of(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The finished messages that have words, as JSON. Reasoning, costs and failures are nobody else's business."""
    return [asdict(_said(message)) for message in messages if message.text and not message.is_running]


def _said(message: Message) -> Said:
    ending = CUT if message.finish_reason == "length" else None
    is_edited = message.role == "assistant" and message.edited_at is not None
    return Said(message.role, message.text, message.model, ENDINGS.get(message.status, ending), is_edited)


def shown(snapshot: Sequence[dict[str, Any]]) -> list[Shown]:
    """The messages of a snapshot, formatted."""
    everything = [Said(**said) for said in snapshot]
    html = iter(_html(tuple(said.text for said in everything if said.role == "assistant")))
    return [_shown(said, next(html) if said.role == "assistant" else Markup()) for said in everything]


def _shown(said: Said, html: Markup) -> Shown:
    return Shown(said.role, said.text, html, said.model, said.ending, said.is_edited)


@lru_cache(maxsize=KEPT_COPIES)
def _html(texts: tuple[str, ...]) -> list[Markup]:
    """The replies of a copy, formatted aside; kept for the crowd that follows one link."""
    return aside(_formatted, texts)


def _formatted(texts: tuple[str, ...]) -> list[Markup]:
    return [markup.render(text) for text in texts]
