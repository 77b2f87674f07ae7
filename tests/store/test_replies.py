"""The life of a reply: claimed by one, kept under a lease, ended once, swept when its holder is gone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from webchat.store import Database, messages, replies, running
from webchat.store.columns import now
from webchat.store.messages import End
from webchat.store.running import Running

from .actors import ALICE, STRANGER, ask, read

LEASE = timedelta(seconds=30)


def test_only_the_first_of_two_claims_wins(database: Database) -> None:
    asked = ask(database)

    with database.writing() as session:
        first = replies.claim(session, asked.reply_id, "worker-1", LEASE)
    with database.writing() as session:
        second = replies.claim(session, asked.reply_id, "worker-2", LEASE)

    reply = read(database, asked.reply_id)
    assert (first, second) == (True, False)
    assert (reply.status, reply.lease_holder) == ("streaming", "worker-1")
    assert reply.started_at is not None and reply.lease_until == reply.started_at + LEASE


def test_only_the_holder_renews_saves_and_finishes(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        replies.claim(session, asked.reply_id, "worker-1", LEASE)

    with database.writing() as session:
        foreign = replies.renew(session, [asked.reply_id], "worker-2", LEASE)
        replies.save_progress(session, "worker-2", {asked.reply_id: ("forged", "")})
        forged = replies.finish(session, asked.reply_id, "worker-2", status="complete", text="forged")
        own = replies.renew(session, [asked.reply_id], "worker-1", LEASE)
        replies.save_progress(session, "worker-1", {asked.reply_id: ("Because", "Hm.")})

    reply = read(database, asked.reply_id)
    assert (foreign, forged, own) == ({}, False, {asked.reply_id: False})
    assert (reply.status, reply.text, reply.reasoning) == ("streaming", "Because", "Hm.")


def test_second_finish_changes_nothing(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        replies.claim(session, asked.reply_id, "worker-1", LEASE)

    with database.writing() as session:
        first = replies.finish(
            session,
            asked.reply_id,
            "worker-1",
            status="complete",
            text="Because of Rayleigh scattering.",
            finish_reason="stop",
            prompt_tokens=12,
            completion_tokens=7,
            left_out=3,
        )
    with database.writing() as session:
        second = replies.finish(session, asked.reply_id, "worker-1", status="stopped", text="cut")

    reply = read(database, asked.reply_id)
    assert (first, second) == (True, False)
    assert (reply.status, reply.text) == ("complete", "Because of Rayleigh scattering.")
    assert (reply.finish_reason, reply.prompt_tokens, reply.completion_tokens, reply.left_out) == ("stop", 12, 7, 3)
    assert reply.finished_at is not None and reply.lease_holder is None and reply.lease_until is None


def test_failed_reply_keeps_its_text_and_its_reason(database: Database) -> None:
    asked = ask(database)
    detail = {"message": "Zu viel.", "who": "provider", "detail": "429", "retry_after": 7}
    with database.writing() as session:
        replies.claim(session, asked.reply_id, "worker-1", LEASE)
        replies.save_progress(session, "worker-1", {asked.reply_id: ("Becau", "")})

    with database.writing() as session:
        replies.finish(session, asked.reply_id, "worker-1", status="failed", error="rate_limited", error_detail=detail)

    reply = read(database, asked.reply_id)
    assert (reply.status, reply.text, reply.error, reply.error_detail) == ("failed", "Becau", "rate_limited", detail)


def test_reply_that_nobody_started_is_stopped_at_once(database: Database) -> None:
    asked = ask(database)

    with database.writing() as session:
        first = replies.request_stop(session, asked.reply_id)
        again = replies.request_stop(session, asked.reply_id)
        claimed = replies.claim(session, asked.reply_id, "worker-1", LEASE)

    assert (first, again, claimed) == (True, False, False)
    assert read(database, asked.reply_id).status == "stopped"


def test_holder_learns_with_its_lease_that_it_should_stop(database: Database) -> None:
    stopped, going_on = ask(database), ask(database)
    with database.writing() as session:
        replies.claim(session, stopped.reply_id, "worker-1", LEASE)
        replies.claim(session, going_on.reply_id, "worker-1", LEASE)

    with database.writing() as session:
        is_asked = replies.request_stop(session, stopped.reply_id)
        held = replies.renew(session, [stopped.reply_id, going_on.reply_id], "worker-1", LEASE)
        replies.finish(session, stopped.reply_id, "worker-1", status="stopped", text="Becau")

    assert is_asked
    assert held == {stopped.reply_id: True, going_on.reply_id: False}
    assert read(database, stopped.reply_id).stop_requested is False


@pytest.mark.parametrize(
    ("status", "finish_reason", "may_go_on"),
    [
        ("stopped", None, True),
        ("interrupted", None, True),
        ("complete", "length", True),
        ("complete", "stop", False),
        ("failed", None, False),
    ],
)
def test_only_a_reply_that_ended_early_is_reopened(
    database: Database, status: End, finish_reason: str | None, may_go_on: bool
) -> None:
    asked = ask(database)
    with database.writing() as session:
        replies.claim(session, asked.reply_id, "worker-1", LEASE)
        replies.finish(session, asked.reply_id, "worker-1", status=status, text="Because", finish_reason=finish_reason)

    with database.writing() as session:
        first = replies.reopen(session, asked.reply_id, "worker-2", LEASE)
        again = replies.reopen(session, asked.reply_id, "worker-3", LEASE)

    reply = read(database, asked.reply_id)
    assert (first, again) == (may_go_on, False)
    assert (reply.status, reply.lease_holder) == (("streaming", "worker-2") if may_go_on else (status, None))
    assert reply.text == "Because"


def test_sweep_spares_the_living_and_finds_leases_from_before_a_clock_was_set_back(database: Database) -> None:
    living, lost = ask(database), ask(database)
    with database.writing() as session:
        replies.claim(session, living.reply_id, "living", LEASE)
        replies.claim(session, lost.reply_id, "gone", LEASE)

    with database.writing() as session:
        swept = replies.sweep_expired(session, at=now() - timedelta(hours=1), living=[living.reply_id])
        later = replies.sweep_expired(session, at=now() + timedelta(hours=1), living=[living.reply_id])

    assert (swept, later) == (1, 0)
    assert [read(database, each.reply_id).status for each in (living, lost)] == ["streaming", "interrupted"]


def test_sweep_interrupts_a_passed_lease_and_keeps_the_text(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        replies.claim(session, asked.reply_id, "gone", LEASE)
        replies.save_progress(session, "gone", {asked.reply_id: ("Becau", "")})

    with database.writing() as session:
        swept = replies.sweep_expired(session, at=now() + LEASE + timedelta(seconds=1))
        too_late = replies.finish(session, asked.reply_id, "gone", status="complete", text="Because.")

    reply = read(database, asked.reply_id)
    assert (swept, too_late) == (1, False)
    assert (reply.status, reply.text, reply.lease_holder) == ("interrupted", "Becau", None)
    assert reply.finished_at is not None


def test_sweep_leaves_live_leases_fresh_replies_and_ended_ones(database: Database) -> None:
    live, fresh, ended = ask(database), ask(database), ask(database)
    with database.writing() as session:
        replies.claim(session, live.reply_id, "worker-1", LEASE)
        replies.claim(session, ended.reply_id, "worker-1", LEASE)
        replies.finish(session, ended.reply_id, "worker-1", status="complete", text="Done.")

    with database.writing() as session:
        swept = replies.sweep_expired(session, at=now() + LEASE - timedelta(seconds=1))

    statuses = [read(database, each.reply_id).status for each in (live, fresh, ended)]
    assert swept == 0
    assert statuses == ["streaming", "pending", "complete"]


def test_sweep_interrupts_a_reply_pending_for_over_half_a_minute(database: Database) -> None:
    asked = ask(database)

    with database.writing() as session:
        early = replies.sweep_expired(session, at=now() + timedelta(seconds=28))
        late = replies.sweep_expired(session, at=now() + timedelta(seconds=31))

    assert (early, late) == (0, 1)
    assert read(database, asked.reply_id).status == "interrupted"
    assert read(database, asked.message_id).status == "complete"


def test_running_replies_are_counted_for_conversation_owner_and_all(database: Database) -> None:
    pending, streaming, ended = ask(database), ask(database), ask(database, owner_id=STRANGER)
    with database.writing() as session:
        replies.claim(session, streaming.reply_id, "worker-1", LEASE)
        replies.request_stop(session, ended.reply_id)

    with database.reading() as session:
        counts = [
            running.now(session, owner, each.conversation_id)
            for owner, each in ((ALICE, pending), (ALICE, streaming), (STRANGER, ended))
        ]
        in_all = running.count(session)

    assert counts == [Running(1, 2, 2), Running(1, 2, 2), Running(0, 0, 2)]
    assert in_all == 2
    assert read(database, pending.reply_id).is_running and not read(database, pending.message_id).is_running


def _explain(connection: Connection) -> str:
    """PostgreSQL reads a table of two rows whole, whatever indexes it has, unless it is told that this is dear."""
    if connection.dialect.name == "sqlite":
        return "EXPLAIN QUERY PLAN"
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return "EXPLAIN"


def test_running_replies_are_found_by_their_index(database: Database) -> None:
    asked = ask(database)
    executed: list[tuple[str, Any]] = []

    with database.writing() as session:
        connection = session.connection()
        explain = _explain(connection)
        event.listen(connection, "before_cursor_execute", lambda *call: executed.append(call[2:4]))
        running.now(session, ALICE, asked.conversation_id)
        running.count(session)
        replies.sweep_expired(session, at=now())
        plans = [
            str(connection.exec_driver_sql(f"{explain} {statement}", parameters).all())
            for statement, parameters in tuple(executed)
        ]

    assert len(plans) == 3
    assert all("ix_messages_running" in plan for plan in plans), plans


def test_same_reply_claimed_in_one_session_shows_its_new_state(database: Database) -> None:
    asked = ask(database)

    with database.writing() as session:
        reply = messages.owned_by(session, ALICE, asked.reply_id)
        replies.claim(session, asked.reply_id, "worker-1", LEASE)

    assert reply is not None and reply.status == "streaming"


def test_text_of_an_ended_reply_is_edited_and_marked_so(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        replies.claim(session, asked.reply_id, "worker-1", LEASE)
        running_one = messages.owned_by(session, ALICE, asked.reply_id)
        assert running_one is not None
        too_early = replies.edit(session, running_one, "Mine.")
        replies.finish(session, asked.reply_id, "worker-1", status="stopped", text="Because")

    with database.writing() as session:
        reply = messages.owned_by(session, ALICE, asked.reply_id)
        message = messages.owned_by(session, ALICE, asked.message_id)
        assert reply is not None and message is not None
        edited, not_a_reply = replies.edit(session, reply, "Mine."), replies.edit(session, message, "Mine.")

    stored = read(database, asked.reply_id)
    assert (too_early, edited, not_a_reply) == (False, True, False)
    assert stored.text == reply.text == "Mine." and stored.status == "stopped"
    assert stored.edited_at is not None and read(database, asked.message_id).edited_at is None
