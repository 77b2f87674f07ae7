"""The process of one import, so that others are served meanwhile and a hostile file harms nobody but itself.

It is told what to do by one line of JSON on its standard input, and ends when that is closed.
"""

import json
import logging
import os
import resource
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from webchat.errors import WebchatError
from webchat.imports.work import Stopped, Work
from webchat.store.database import Database
from webchat.store.imports import Lease
from webchat.wording import N_

MEMORY = 1_500_000_000  # bytes of addresses; what is really used is far less
_POLITE = 5
log = logging.getLogger("webchat.imports")


def main() -> None:
    """Do what the first line says."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    os.nice(_POLITE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    order: dict[str, Any] = json.loads(sys.stdin.readline())
    is_closed = threading.Event()
    threading.Thread(target=_watch, args=(is_closed,), daemon=True).start()
    database = Database(order["database"])
    lease = Lease(UUID(order["import_id"]), order["owner_id"], datetime.fromisoformat(order["lease_until"]))
    days = order["retention_days"]
    work = Work(database, Path(order["path"]), lease, lambda: not is_closed.is_set(), retention_days=days)
    try:
        _do(work, order["task"])
    except Stopped:
        work.let_go()
    finally:
        database.close()


def _do(work: Work, task: str) -> None:
    try:
        work.look() if task == "reading" else work.bring()
    except MemoryError:
        log.warning("an import needed too much memory")
        work.fail(N_("This file needs more memory than webchat allows. Split it into smaller ones."))
    except (WebchatError, OSError) as problem:
        log.warning("an import failed: %s", problem.__cause__ or problem)
        work.fail(str(problem) if isinstance(problem, WebchatError) else N_("The file cannot be read any more."))


def _watch(is_closed: threading.Event) -> None:
    """Whoever started us has gone, or wants us to end."""
    sys.stdin.read()
    is_closed.set()


if __name__ == "__main__":
    main()
