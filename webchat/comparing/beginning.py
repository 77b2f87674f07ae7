"""Begins a comparison: two temporary conversations with the same first message, stored in one transaction."""

from collections.abc import Sequence

from webchat.chat import submission
from webchat.chat.desk import Desk
from webchat.chat.opening import begin as begin_conversation
from webchat.chat.sent import Sent
from webchat.comparing.draft import SIDES
from webchat.comparing.judging import Accepted
from webchat.errors import InvalidInput
from webchat.parameters.answering import Overrides
from webchat.store import Session
from webchat.store.submissions import AlreadySubmitted
from webchat.wording import N_

ONE_AT_A_TIME = N_(
    "This page is set to write only one reply at a time, so two cannot be compared. An administrator can allow more."
)


def begin(desk: Desk, owner: str, accepted: Accepted, *, submission_id: str) -> Sequence[Sent]:
    """Store both sides and start both replies, or neither; the same submission is stored and answered once.

    Returns both; of a repeated submission those that were not deleted since.
    Raises InvalidInput, Busy, BudgetUsedUp, UnknownField or StorageUnavailable; then nothing was stored.
    """
    if min(desk.settings.max_running_per_session, desk.settings.max_running) < len(SIDES):
        raise InvalidInput(ONE_AT_A_TIME)
    desk.switchboard.look()  # the transaction only reads what is offered
    try:
        sides = _stored(desk, owner, accepted, submission_id)
    except AlreadySubmitted:  # another worker stored it at the same moment: now it is found
        sides = _stored(desk, owner, accepted, submission_id)
    for sent in sides:
        if not sent.is_repeated:
            desk.generations.start(sent.reply)
    return sides


def begun(desk: Desk, owner: str | None, accepted: Accepted, *, submission_id: str) -> Sequence[Sent]:
    """What the same submission began before, if it did, but for what was deleted since. Raises UnknownField."""
    keys = _keys(accepted, submission_id)
    if owner is None:
        return []
    with desk.database.reading() as session:
        return _found(session, owner, keys)


def _stored(desk: Desk, owner: str, accepted: Accepted, submission_id: str) -> Sequence[Sent]:
    keys = _keys(accepted, submission_id)
    with desk.database.writing() as session:
        if found := _found(session, owner, keys):
            return found
        pairs = zip(keys, accepted.sides, strict=True)
        return [_one(desk, session, owner, accepted, key, overrides) for key, overrides in pairs]


def _keys(accepted: Accepted, submission_id: str) -> Sequence[str]:
    settings = [str(overrides.stored()) for overrides in accepted.sides]
    said = ("compare", accepted.text, accepted.assistant or "", *settings)
    return [submission.key_of(submission_id, side, *said) for side in SIDES]


def _found(session: Session, owner: str, keys: Sequence[str]) -> Sequence[Sent]:
    return [sent for key in keys if (sent := submission.found(session, owner, key))]


def _one(desk: Desk, session: Session, owner: str, accepted: Accepted, key: str, overrides: Overrides) -> Sent:
    pairing = desk.sending.pairing
    conversation = begin_conversation(
        session, owner, accepted.text, is_temporary=True, assistant=accepted.assistant, overrides=overrides
    )
    pairing.check_room(session, conversation)
    return pairing.store(session, conversation, accepted.text, parent_id=None, key=key)
