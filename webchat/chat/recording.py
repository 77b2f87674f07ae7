"""From what the provider's client recorded of a call to what the store keeps of it."""

from dataclasses import asdict

from webchat.provider import Exchange, Usage
from webchat.store.exchanges import ExchangeRecord


def record_of(exchange: Exchange, usage: Usage | None) -> ExchangeRecord | None:
    """The exchange as it is kept with its reply; None when no request was made."""
    if exchange.started_at is None:
        return None
    return ExchangeRecord(
        method=exchange.method,
        url=exchange.url,
        request_headers=exchange.request_headers,
        request_body=exchange.request_body,
        status=exchange.status,
        response_headers=exchange.response_headers,
        response_body=exchange.response_kept,
        response_cut=exchange.response_cut,
        started_at=exchange.started_at,
        seconds_to_headers=exchange.seconds_to_headers,
        seconds_to_first_byte=exchange.seconds_to_first_byte,
        seconds_total=exchange.seconds_to_end,
        arrivals=exchange.arrivals,
        attempts=exchange.attempts,
        usage=asdict(usage) if usage else None,
        finish_reason=exchange.finish_reason,
    )
