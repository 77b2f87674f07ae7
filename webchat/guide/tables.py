"""What else the page explains row by row, in the words that stand beside real requests and answers elsewhere."""

from dataclasses import dataclass

from webchat.guide.facts import Facts
from webchat.inspector.finish_words import FINISH_WORDS
from webchat.inspector.request_words import ROLE_WORDS, header_words
from webchat.inspector.response_words import RESPONSE_WORDS
from webchat.wording import N_, Words

FIELDS = (
    *("id", "object", "created", "model", "choices", "index", "message", "role", "content", "finish_reason"),
    *("usage", "prompt_tokens", "completion_tokens", "total_tokens", "cached_tokens", "reasoning_tokens"),
    *("system_fingerprint", "error"),
)
FINISHES = ("stop", "length", "content_filter", "tool_calls")
WHOLE = "Accept: application/json"
STREAMED = "Accept: text/event-stream, application/json"
ROLES = ("system", "developer", "user", "assistant")


@dataclass(frozen=True, slots=True)
class Row:
    """A name of the protocol and what it means."""

    name: str
    words: Words


def header_rows(facts: Facts) -> list[Row]:
    """The headers of a request that matter, with the values that this page sends, but for the key."""
    key = [("Authorization", facts.authorization)] if facts.authorization else []
    sent = [*key, ("Content-Type", "application/json")]
    return [
        *(Row(f"{name}: {value}", header_words(name, value)) for name, value in sent),
        Row(WHOLE, Words(N_("The answer is wanted in one piece, as JSON. This is sent where “stream” is false."))),
        Row(
            STREAMED,
            Words(N_("The answer is wanted piece by piece, or else as JSON. This is sent where “stream” is true.")),
        ),
    ]


def role_rows() -> list[Row]:
    """Who can speak in a message."""
    return [Row(name, ROLE_WORDS[name]) for name in ROLES]


def field_rows() -> list[Row]:
    """The usual fields of an answer."""
    return [Row(name, Words(RESPONSE_WORDS[name])) for name in FIELDS]


def finish_rows() -> list[Row]:
    """The usual values of `finish_reason`."""
    return [Row(name, Words(FINISH_WORDS[name])) for name in FINISHES]
