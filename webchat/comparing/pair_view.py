"""What the page of a comparison shows: the message once, and of each side its settings and its reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webchat.chat.arriving import Arriving
from webchat.chat.desk import Desk
from webchat.chat.message_view import MessageView, view_of
from webchat.comparing.pair import Pair, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """One side. `asked`: what its reply was asked with; `own`: its form's fields; `arriving`: while it is sent as it is
    written, else None."""

    name: str
    conversation_id: str
    asked: Mapping[str, Any]
    own: Mapping[str, str]
    reply: MessageView
    arriving: Arriving | None
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """The whole. `message` is the first side's, shown for both, `twin_id` the id of the second side's.

    `differs` names the settings that are not the same.
    """

    address: str
    message: MessageView
    twin_id: str
    assistant: str | None
    sides: Sequence[SideView]
    differs: frozenset[str]
    is_kept: bool


def pair_view(desk: Desk, pair: Pair, *, is_waiting: bool) -> PairView:
    """The view; `is_waiting`: the page is sent while the replies are written, for browsers without scripts."""
    return PairView(
        address=pair.address,
        message=view_of(pair.a.message),
        twin_id=str(pair.b.message.id),
        assistant=pair.a.conversation.assistant,
        sides=[_side_view(desk, side, is_waiting=is_waiting) for side in pair],
        differs=pair.differs,
        is_kept=pair.is_kept,
    )


def _side_view(desk: Desk, side: Side, *, is_waiting: bool) -> SideView:
    arrives = is_waiting and side.reply.is_running
    return SideView(
        name=side.name,
        conversation_id=str(side.conversation.id),
        asked=side.asked,
        own=side.own,
        reply=view_of(side.reply, desk.live_view(side.reply), side.versions),
        arriving=_arriving(desk, side) if arrives else None,
        is_kept=side.is_kept,
    )


def _arriving(desk: Desk, side: Side) -> Arriving:
    owner, reply, seconds = side.conversation.owner_id, side.reply, desk.settings.reply_timeout
    live = desk.live_view(reply) if desk.settings.streaming else None
    return Arriving(reply, live, lambda: desk.reply_when_final(owner, reply.id, seconds=seconds), lambda: ())
