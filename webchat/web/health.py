"""Whether the process lives (/healthz) and whether it can do its work (/readyz), for a proxy or an orchestrator."""

import threading
import time
from collections.abc import Callable

from flask import Flask, Response

from webchat.errors import WebchatError

KEPT_SECONDS = 5.0


class Readiness:
    """Named checks that raise WebchatError; their outcome is kept for five seconds, so that asking costs nothing."""

    def __init__(self, checks: dict[str, Callable[[], object]]) -> None:
        self.checks = checks
        self.checked_at = -KEPT_SECONDS
        self.failing: list[str] = []
        self.one_at_a_time = threading.Lock()

    def not_ready(self) -> list[str]:
        """The names of what does not work now."""
        with self.one_at_a_time:
            if time.monotonic() - self.checked_at >= KEPT_SECONDS:
                self.failing = [name for name, check in self.checks.items() if not _passes(check)]
                self.checked_at = time.monotonic()
            return self.failing


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except WebchatError:
        return False
    return True


def install(app: Flask, checks: dict[str, Callable[[], object]]) -> None:
    """Serve /healthz and /readyz."""
    readiness = Readiness(checks)

    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    def readyz() -> Response:
        failing = readiness.not_ready()
        words = f"not ready: {', '.join(failing)}\n" if failing else "ready\n"
        return Response(words, 503 if failing else 200, content_type="text/plain; charset=utf-8")

    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
