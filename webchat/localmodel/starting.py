"""Gets the built-in model running: fetched if it is missing, then started."""

from collections.abc import Callable
from pathlib import Path

from webchat.localmodel.fetching import fetch
from webchat.localmodel.installation import installed
from webchat.localmodel.running import LocalModel


def start(data_dir: Path, *, report: Callable[[str], None]) -> LocalModel:
    """The running model; `report` gets the progress of fetching as lines for a person. Raises LocalModelUnavailable."""
    return LocalModel.start(installed(data_dir) or fetch(data_dir, report=report))
