"""What is measured: every family of series, with the words that explain it.

Source for names and units: Prometheus, "Metric and label naming". No label holds what a person or a provider chose.
"""

from dataclasses import dataclass
from typing import Literal

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A counter, a gauge or, with upper bounds in `buckets`, a histogram; one series for each set of label values."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    about: str
    label_names: Labels = ()
    buckets: tuple[float, ...] = ()

    @property
    def size(self) -> int:
        """How many numbers a series keeps: a histogram's sum, a count for each bucket, and one for what is above."""
        return len(self.buckets) + 2 if self.buckets else 1


REQUESTS = Family(
    "webchat_request_seconds",
    "histogram",
    "Requests, and the seconds until their answers began.",
    ("route", "method", "status"),
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
STARTED = Family("webchat_replies_started_total", "counter", "Replies that were begun.")
ENDED = Family("webchat_replies_ended_total", "counter", "Replies that have ended, by how.", ("status",))
ERRORS = Family("webchat_provider_errors_total", "counter", "Replies that the provider failed, by why.", ("error",))
FIRST_TEXT = Family(
    "webchat_first_token_seconds",
    "histogram",
    "Seconds from the start of a reply to the first that the model wrote.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60),
)
REPLY = Family(
    "webchat_reply_seconds",
    "histogram",
    "Seconds from the start of a reply to its end.",
    buckets=(0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600),
)
TOKENS = Family("webchat_tokens_total", "counter", "Tokens as the provider counted them.", ("kind",))
VIEWERS = Family("webchat_stream_viewers", "gauge", "Event streams of replies that are open now.")
RUNNING = Family("webchat_replies_running", "gauge", "Replies that are running now, in the whole database.")
WORKERS = Family("webchat_workers", "gauge", "Workers of this server that are alive.")
BUILD = Family("webchat_build_info", "gauge", "Always 1; the label says which version runs.", ("version",))

COUNTED = (REQUESTS, STARTED, ENDED, ERRORS, FIRST_TEXT, REPLY, TOKENS, VIEWERS)
