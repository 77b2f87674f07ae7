"""What was deleted, how many of each, and when: told once, and kept by nobody but whoever saves it.

To be downloaded as text it travels through the browser, signed, so that nobody can write one of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from webchat.errors import NotFound
from webchat.store.owners import Deleted
from webchat.wording import N_, Say, Words

WORDS = {
    "conversations": N_("Conversations"),
    "messages": N_("Messages"),
    "exchanges": N_("Recorded requests to the model and its answers"),
    "waiting_messages": N_("Messages that waited to be sent"),
    "shares": N_("Shared copies"),
    "imports": N_("Imports, with their files"),
    "moves": N_("Links for moving"),
    "submissions": N_("Records of sent forms"),
    "usage_days": N_("Days of usage"),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """`counts` by the names in `WORDS`."""

    at: datetime
    counts: Mapping[str, int]

    @property
    def rows(self) -> list[tuple[str, int]]:
        """What, and how many."""
        return [(words, self.counts.get(name, 0)) for name, words in WORDS.items()]

    def text(self, product_name: str, zone: tzinfo, say: Say = str) -> str:
        """The receipt as plain text."""
        rows = [(say(Words(words)), say(Words("%(count)s", {"count": count}))) for words, count in self.rows]
        width = max(len(words) for words, _ in rows)
        head = say(Words(N_("%(product)s: receipt"), {"product": product_name}))
        lines = [f"{words:<{width}}  {count:>9}" for words, count in rows]
        return "\n".join(
            [head, "", *self._when(zone, say), "", *lines, "", say(Words(N_("This cannot be undone."))), ""]
        )

    def _when(self, zone: tzinfo, say: Say) -> list[str]:
        """The moment in UTC and, below it, in the reader's zone."""
        in_utc, here = _written(self.at, UTC), _written(self.at, zone)
        first = say(Words(N_("Deleted for good on %(moment)s"), {"moment": in_utc}))
        if zone is UTC:
            return [first]
        second = say(Words(N_("or %(moment)s"), {"moment": here}))
        return [first, " " * max(0, first.find(in_utc) - second.find(here)) + second]


def receipt_for(deleted: Deleted, *, imports: int) -> Receipt:
    """The receipt for what was deleted just now."""
    counts = {name: getattr(deleted, name) for name in WORDS if name != "imports"}
    return Receipt(datetime.now(UTC).replace(microsecond=0), counts | {"imports": imports})


def sign(receipt: Receipt, secret_key: str) -> str:
    """The receipt in an address."""
    signed: str = _signer(secret_key).dumps([receipt.at.isoformat(), dict(receipt.counts)])
    return signed


def read(signed: str, secret_key: str) -> Receipt:
    """A receipt that we signed. Raises NotFound for anything else."""
    try:
        at, counts = _signer(secret_key).loads(signed)
    except BadData as error:
        raise NotFound(N_("This is no receipt of ours.")) from error
    return Receipt(datetime.fromisoformat(at), counts)


def _signer(secret_key: str) -> Any:
    return URLSafeSerializer(secret_key, salt="webchat receipt")


def _written(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()}"
