"""What the page of a comparison shows: the message once, and of each side its settings and its reply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webchat.chat.arriving import Arriving
from webchat.chat.desk import Desk
from webchat.chat.message_view import MessageView, view_of
from webchat.comparing.asked_with import AskedWith, asked_with, differing
from webchat.comparing.comparison import Comparison, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """One side. `own`: its form's fields; `arriving`: while it is sent as it is written, else None."""

    name: str
    conversation_id: str
    own: Mapping[str, str]
    reply: MessageView
    arriving: Arriving | None
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """What both replies were asked with, by the letters of the sides. `differs` names what was not sent alike.

    `may_change`: a reply is being written, and its model may still refuse what was set.
    """

    sides: Mapping[str, AskedWith]
    differs: frozenset[str]
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonView:
    """The whole. `message` is the first side's, shown for both, `twin_id` the id of the second side's.

    `stays_until`: when what is not kept is deleted if nobody says that the page is open; None when both are kept.
    `settings` is asked when they are drawn: below a reply that arrives with the page more is known of them than above.
    """

    address: str
    form_address: str
    message: MessageView
    twin_id: str
    assistant: str | None
    sides: Sequence[SideView]
    settings: Callable[[], SettingsView]
    is_kept: bool
    stays_until: datetime | None


def comparison_view(desk: Desk, comparison: Comparison, *, is_waiting: bool) -> ComparisonView:
    """The view; `is_waiting`: the page is sent while the replies are written, for browsers without scripts."""
    return ComparisonView(
        address=comparison.address,
        form_address=comparison.form_address,
        message=view_of(comparison.a.message),
        twin_id=str(comparison.b.message.id),
        assistant=comparison.a.conversation.assistant,
        sides=[_side_view(desk, side, is_waiting=is_waiting) for side in comparison],
        settings=lambda: settings_view(desk, comparison),
        is_kept=comparison.is_kept,
        stays_until=comparison.stays_until,
    )


def settings_view(desk: Desk, comparison: Comparison) -> SettingsView:
    """The settings of both, as far as they are known at this moment."""
    sides = {side.name: asked_with(desk, side.reply) for side in comparison}
    return SettingsView(
        sides=sides,
        differs=differing(sides["a"], sides["b"]),
        may_change=comparison.is_running and any(each.has_refusable for each in sides.values()),
    )


def _side_view(desk: Desk, side: Side, *, is_waiting: bool) -> SideView:
    arrives = is_waiting and side.reply.is_running
    return SideView(
        name=side.name,
        conversation_id=str(side.conversation.id),
        own=side.own,
        reply=view_of(side.reply, desk.live_view(side.reply), side.versions),
        arriving=_arriving(desk, side) if arrives else None,
        is_kept=side.is_kept,
    )


def _arriving(desk: Desk, side: Side) -> Arriving:
    owner, reply, seconds = side.conversation.owner_id, side.reply, desk.settings.reply_timeout
    live = desk.live_view(reply) if desk.settings.streaming else None
    return Arriving(reply, live, lambda: desk.reply_when_final(owner, reply.id, seconds=seconds), lambda: ())
