"""Exchanges put into the store and taken out of it, in the only ways that it has."""

from uuid import UUID

from webchat.store import ExchangeRecord, Session, exchanges


def keep_exchange(session: Session, reply_id: UUID, record: ExchangeRecord, **caps: int) -> bool:
    """Keep one exchange of a reply; False when the reply is not there."""
    return exchanges.keep(session, reply_id, exchanges.pack([record], **caps))


def exchanges_of(session: Session, reply_id: UUID) -> list[ExchangeRecord]:
    """The exchanges of a reply, oldest first."""
    found = [
        exchanges.numbered(session, reply_id, outline.ordinal) for outline in exchanges.outlines_of(session, reply_id)
    ]
    return [record for record in found if record]
