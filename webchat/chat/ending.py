"""How a reply ends: its status, and for a failure what is kept to explain it later."""

from dataclasses import dataclass
from typing import Any

from webchat.chat.failure_view import stored_failure
from webchat.provider import ProviderError
from webchat.store.messages import End


@dataclass(frozen=True, slots=True)
class Ending:
    """One of complete, stopped, failed, interrupted; a failure with its code and its words."""

    status: End
    error: str | None = None
    detail: dict[str, Any] | None = None


def of_failure(error: ProviderError) -> Ending:
    """The end of a reply whose provider failed."""
    return Ending("failed", error.code, stored_failure(error))
