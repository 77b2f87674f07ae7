"""The life of a reply: claimed by one, kept under a lease, ended once, swept when its holder is gone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from webchat.store import Database, messages
from webchat.store.columns import now

from .actors import ALICE, STRANGER, ask, read

LEASE = timedelta(seconds=30)


def test_only_the_first_of_two_claims_wins(database: Database) -> None:
    asked = ask(database)

    with database.writing() as session:
        first = messages.claim(session, asked.reply_id, "worker-1", LEASE)
    with database.writing() as session:
        second = messages.claim(session, asked.reply_id, "worker-2", LEASE)

    reply = read(database, asked.reply_id)
    assert (first, second) == (True, False)
    assert (reply.status, reply.lease_holder) == ("streaming", "worker-1")
    assert reply.started_at is not None and reply.lease_until == reply.started_at + LEASE


def test_only_the_holder_renews_saves_and_finishes(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        messages.claim(session, asked.reply_id, "worker-1", LEASE)

    with database.writing() as session:
        foreign = [
            messages.renew(session, asked.reply_id, "worker-2", LEASE),
            messages.save_progress(session, asked.reply_id, "worker-2", text="forged", reasoning=""),
            messages.finish(session, asked.reply_id, "worker-2", status="complete", text="forged"),
        ]
        own = [
            messages.renew(session, asked.reply_id, "worker-1", LEASE),
            messages.save_progress(session, asked.reply_id, "worker-1", text="Because", reasoning="Hm."),
        ]

    reply = read(database, asked.reply_id)
    assert foreign == [False, False, False]
    assert own == [True, True]
    assert (reply.status, reply.text, reply.reasoning) == ("streaming", "Because", "Hm.")


def test_second_finish_changes_nothing(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        messages.claim(session, asked.reply_id, "worker-1", LEASE)

    with database.writing() as session:
        first = messages.finish(
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
        second = messages.finish(session, asked.reply_id, "worker-1", status="stopped", text="cut")

    reply = read(database, asked.reply_id)
    assert (first, second) == (True, False)
    assert (reply.status, reply.text) == ("complete", "Because of Rayleigh scattering.")
    assert (reply.finish_reason, reply.prompt_tokens, reply.completion_tokens, reply.left_out) == ("stop", 12, 7, 3)
    assert reply.finished_at is not None and reply.lease_holder is None and reply.lease_until is None


def test_failed_reply_keeps_its_text_and_its_reason(database: Database) -> None:
    asked = ask(database)
    detail = {"message": "Zu viel.", "who": "provider", "detail": "429", "retry_after": 7}
    with database.writing() as session:
        messages.claim(session, asked.reply_id, "worker-1", LEASE)
        messages.save_progress(session, asked.reply_id, "worker-1", text="Becau", reasoning="")

    with database.writing() as session:
        messages.finish(session, asked.reply_id, "worker-1", status="failed", error="rate_limited", error_detail=detail)

    reply = read(database, asked.reply_id)
    assert (reply.status, reply.text, reply.error, reply.error_detail) == ("failed", "Becau", "rate_limited", detail)


@pytest.mark.parametrize("status", ["failed", "stopped"])
def test_reply_that_nobody_started_can_be_ended(database: Database, status: str) -> None:
    asked = ask(database)

    with database.writing() as session:
        first = messages.fail_pending(session, asked.reply_id, status=status, error="no_key")  # type: ignore[arg-type]
        again = messages.fail_pending(session, asked.reply_id, error="quota")
        claimed = messages.claim(session, asked.reply_id, "worker-1", LEASE)

    reply = read(database, asked.reply_id)
    assert (first, again, claimed) == (True, False, False)
    assert (reply.status, reply.error) == (status, "no_key")


def test_sweep_interrupts_a_passed_lease_and_keeps_the_text(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        messages.claim(session, asked.reply_id, "gone", LEASE)
        messages.save_progress(session, asked.reply_id, "gone", text="Becau", reasoning="")

    with database.writing() as session:
        swept = messages.sweep_expired(session, now() + LEASE + timedelta(seconds=1))
        too_late = messages.finish(session, asked.reply_id, "gone", status="complete", text="Because.")

    reply = read(database, asked.reply_id)
    assert (swept, too_late) == (1, False)
    assert (reply.status, reply.text, reply.lease_holder) == ("interrupted", "Becau", None)
    assert reply.finished_at is not None


def test_sweep_leaves_live_leases_fresh_replies_and_ended_ones(database: Database) -> None:
    live, fresh, ended = ask(database), ask(database), ask(database)
    with database.writing() as session:
        messages.claim(session, live.reply_id, "worker-1", LEASE)
        messages.claim(session, ended.reply_id, "worker-1", LEASE)
        messages.finish(session, ended.reply_id, "worker-1", status="complete", text="Done.")

    with database.writing() as session:
        swept = messages.sweep_expired(session, now() + LEASE - timedelta(seconds=1))

    statuses = [read(database, each.reply_id).status for each in (live, fresh, ended)]
    assert swept == 0
    assert statuses == ["streaming", "pending", "complete"]


def test_sweep_interrupts_a_reply_pending_for_over_half_a_minute(database: Database) -> None:
    asked = ask(database)

    with database.writing() as session:
        early = messages.sweep_expired(session, now() + timedelta(seconds=28))
        late = messages.sweep_expired(session, now() + timedelta(seconds=31))

    assert (early, late) == (0, 1)
    assert read(database, asked.reply_id).status == "interrupted"
    assert read(database, asked.message_id).status == "complete"


def test_running_replies_are_counted_for_conversation_owner_and_all(database: Database) -> None:
    pending, streaming, ended = ask(database), ask(database), ask(database, owner_id=STRANGER)
    with database.writing() as session:
        messages.claim(session, streaming.reply_id, "worker-1", LEASE)
        messages.fail_pending(session, ended.reply_id, error="no_key")

    with database.reading() as session:
        running = [messages.running_in(session, each.conversation_id) for each in (pending, streaming, ended)]
        counts = [messages.count_running(session, owner) for owner in (None, ALICE, STRANGER)]

    assert running == [True, True, False]
    assert counts == [2, 2, 0]
    assert read(database, pending.reply_id).is_running and not read(database, pending.message_id).is_running


def test_running_replies_are_found_by_their_index(database: Database) -> None:
    asked = ask(database)
    executed: list[tuple[str, Any]] = []

    with database.writing() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *call: executed.append(call[2:4]))
        messages.running_in(session, asked.conversation_id)
        messages.count_running(session)
        messages.sweep_expired(session, now())
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all())
            for statement, parameters in tuple(executed)
        ]

    assert len(plans) == 3
    assert all("ix_messages_running" in plan for plan in plans), plans


def test_same_reply_claimed_in_one_session_shows_its_new_state(database: Database) -> None:
    asked = ask(database)

    with database.writing() as session:
        reply = messages.owned_by(session, ALICE, asked.reply_id)
        messages.claim(session, asked.reply_id, "worker-1", LEASE)

    assert reply is not None and reply.status == "streaming"
