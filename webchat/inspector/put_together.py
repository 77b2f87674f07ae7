"""The answer that the events of a stream make, by the same reader that wrote the reply from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from webchat.inspector.sent_message import storable
from webchat.inspector.streamed import StreamedEvent
from webchat.provider import Event, ProviderError, Reasoning, Text, Usage
from webchat.provider.reader import AnswerReader

NAMES = ("id", "created", "model", "system_fingerprint", "service_tier")  # the same in every event


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTogether:
    """What `count` events say together. `is_whole`: none is missing and the formal end came.

    `usage` and `timings` (llama.cpp's) are as they came, `counts` is what of them this program reads. `tool_calls`:
    names and arguments of functions.
    """

    count: int
    is_whole: bool
    named: dict[str, str | int | float]
    role: str | None
    text: str
    reasoning: str
    tool_calls: Sequence[tuple[str, str]]
    finish_reason: str | None
    usage: dict[str, Any] | None
    timings: dict[str, Any] | None
    counts: Usage | None


def put_together(events: Sequence[StreamedEvent]) -> PutTogether:
    """The answer; what stands behind an error or in a part of an event is not in it."""
    reader = AnswerReader()
    told = list(_told(reader, events))
    payloads = [event.payload for event in events if event.payload is not None]
    choices = [choice for payload in payloads for choice in choices_in(payload)]
    return PutTogether(
        count=len(payloads),
        is_whole=reader.is_complete and not any(event.cut for event in events),
        named=_named(payloads),
        role=next((role for choice in choices if isinstance(role := delta_in(choice).get("role"), str)), None),
        text="".join(event.text for event in told if isinstance(event, Text)),
        reasoning="".join(event.text for event in told if isinstance(event, Reasoning)),
        tool_calls=_tool_calls(choices),
        finish_reason=_last(choice.get("finish_reason") for choice in choices),
        usage=_last_object(payloads, "usage"),
        timings=_last_object(payloads, "timings"),
        counts=reader.usage,
    )


def choices_in(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices of an event that belong to the first answer: more than one is never asked for here."""
    choices = payload.get("choices")
    found = choices if isinstance(choices, list) else []
    return [choice for choice in found if isinstance(choice, dict) and not choice.get("index")]


def delta_in(choice: dict[str, Any]) -> dict[str, Any]:
    """What an event adds to the message of a choice."""
    delta = choice.get("delta")
    return delta if isinstance(delta, dict) else {}


def _told(reader: AnswerReader, events: Iterable[StreamedEvent]) -> Iterable[Event]:
    try:
        datas = (event.data.replace(b"\n", b"\ndata: ") for event in events if event.data)
        yield from reader.feed(b"".join(b"data: %b\n\n" % data for data in datas))
        yield from reader.finish()
    except ProviderError:  # what came before it has been told
        return


def _named(payloads: Sequence[dict[str, Any]]) -> dict[str, str | int | float]:
    named: dict[str, str | int | float] = {}
    for payload in payloads:
        for name in NAMES:
            value = payload.get(name)
            if isinstance(value, (str, int, float)) and value != "" and name not in named:
                named[name] = value
    return named


def _tool_calls(choices: Iterable[dict[str, Any]]) -> Sequence[tuple[str, str]]:
    """Names come once, arguments in pieces; `index` says to which call a piece belongs."""
    found: dict[object, list[str]] = {}
    for choice in choices:
        calls = delta_in(choice).get("tool_calls")
        for call in calls if isinstance(calls, list) else ():
            function = call.get("function") if isinstance(call, dict) else None
            if isinstance(function, dict):
                name_and_arguments = found.setdefault(str(call.get("index")), ["", ""])
                name_and_arguments[0] += str(function.get("name") or "")
                name_and_arguments[1] += str(function.get("arguments") or "")
    return [(name, arguments) for name, arguments in found.values()]


def _last_object(payloads: Sequence[dict[str, Any]], name: str) -> dict[str, Any] | None:
    found = (payload.get(name) for payload in reversed(payloads))
    return next((each for each in found if isinstance(each, dict)), None)


def _last(reasons: Iterable[object]) -> str | None:
    return next((storable(reason) for reason in reversed(list(reasons)) if isinstance(reason, str)), None)
