"""From what the provider's client recorded of a call to what the store keeps of it."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict

from webchat.aside import aside
from webchat.provider import Exchange
from webchat.store.exchanges import MOST, ExchangeRecord, PackedExchanges, pack
from webchat.store.headers import Headers

LONG = 32 * 1024  # bytes, which take a third of a millisecond to pack
Sources = Sequence[Sequence[uuid.UUID]]
Call = tuple[Exchange, Sources]


def records_of(exchange: Exchange) -> list[ExchangeRecord]:
    """Every request that one call sent, oldest first."""
    return [record_of(each) for each, _ in _made([(exchange, ())])]


def packed_of(calls: Sequence[Call]) -> PackedExchanges:
    """The last requests of all calls for one reply, ready to be kept."""
    made = _made(calls)
    rows = [row for each, sources in made[-MOST:] for row in _packed(record_of(each, sources)).rows]
    return PackedExchanges(rows, skipped=len(made) - len(rows))


def _made(calls: Sequence[Call]) -> list[Call]:
    """Each attempt of these calls for which a request was made, oldest first."""
    return [(each, sources) for call, sources in calls for each in (*call.earlier, call) if each.started_at]


def _packed(record: ExchangeRecord) -> PackedExchanges:
    """Long ones are packed while others are served."""
    is_long = len(record.request_body) + len(record.response_body) > LONG
    return aside(pack, [record]) if is_long else pack([record])


def record_of(exchange: Exchange, sources: Sources = ()) -> ExchangeRecord:
    """The exchange as it is kept with its reply, once a request was made.

    `sources`: for each of the request's messages the ids of the conversation's that it was made of.
    """
    assert exchange.started_at is not None
    return ExchangeRecord(
        method=exchange.method,
        url=exchange.url,
        request_headers=Headers(exchange.request_headers),
        request_body=exchange.request_body,
        status=exchange.status,
        response_headers=Headers(exchange.response_headers),
        response_body=exchange.response_kept,
        response_cut=exchange.response_cut,
        started_at=exchange.started_at,
        seconds_to_headers=exchange.seconds_to_headers,
        seconds_to_first_byte=exchange.seconds_to_first_byte,
        seconds_total=exchange.seconds_to_end,
        arrivals=exchange.arrivals,
        attempts=exchange.attempts,
        usage=asdict(exchange.usage) if exchange.usage else None,
        finish_reason=exchange.finish_reason,
        sources=sources,
        is_sent=exchange.is_sent or exchange.status is not None,
        is_starred=exchange.is_starred,
    )
