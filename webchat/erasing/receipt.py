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

WORDS = {
    "conversations": "Conversations",
    "messages": "Messages",
    "exchanges": "Recorded requests to the model and its answers",
    "waiting_messages": "Messages that waited to be sent",
    "shares": "Shared copies",
    "imports": "Imports, with their files",
    "moves": "Links for moving",
    "submissions": "Records of sent forms",
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

    def text(self, product_name: str, zone: tzinfo) -> str:
        """The receipt as plain text."""
        width = max(map(len, WORDS.values()))
        lines = [f"{words:<{width}}  {count:>9,}" for words, count in self.rows]
        when = [f"Deleted for good on {_written(self.at, UTC)}"]
        if zone is not UTC:
            when.append(f"                 or {_written(self.at, zone)}")
        return "\n".join([f"{product_name}: receipt", "", *when, "", *lines, "", "This cannot be undone.", ""])


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
        raise NotFound("This is no receipt of ours.") from error
    return Receipt(datetime.fromisoformat(at), counts)


def _signer(secret_key: str) -> Any:
    return URLSafeSerializer(secret_key, salt="webchat receipt")


def _written(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()}"
