"""One answer of the laboratory's provider: what goes over the wire, and how."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer. `pieces` are sent one after another, as chunks; `is_cut`: the connection ends behind them.

    `is_silent`: nothing is sent at all.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    pieces: Sequence[bytes] = ()
    is_cut: bool = False
    is_silent: bool = False


def usual_headers() -> dict[str, str]:
    """What OpenAI's API sends with every answer (API reference, "Debugging requests")."""
    return {"x-request-id": f"req_{uuid.uuid4().hex}", "openai-version": "2020-10-01", "openai-processing-ms": "12"}
