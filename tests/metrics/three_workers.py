"""A program: the real server with three workers, and a door through which a viewer comes who never goes.

Run with a data directory; prints `Listening on …`. Told apart from `webchat run` by its database: one file.
"""

import sys
from pathlib import Path
from typing import Any

from tests.offered import catalogue_at
from webchat import data_dir
from webchat.config import Settings
from webchat.server import Server, listen


class ServerWithDoor(Server):
    """The server; GET /door counts one viewer for good."""

    def load(self) -> Any:
        app = super().load()
        metrics = app.extensions["metrics"]
        app.add_url_rule("/door", "door", lambda: metrics.viewer_opened() or "in")
        return app


def main() -> None:
    settings = data_dir.prepare(Settings(workers=3, port=0, data_dir=Path(sys.argv[1]), base_url="http://127.0.0.1:9"))
    ServerWithDoor(settings, catalogue_at("http://127.0.0.1:9"), listen(settings.host, settings.port)).run()


if __name__ == "__main__":
    main()
