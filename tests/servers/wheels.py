"""Where the wheels of the tests' servers keep their programs; found without importing those packages."""

import os
import random
import shutil
import socket
import threading
from importlib.util import find_spec
from pathlib import Path

_given: set[int] = set()
_asking = threading.Lock()


def folder_of(package: str) -> Path:
    """The folder of an installed package. Raises LookupError when it is missing: nothing is skipped for that."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise LookupError(f"The tests need the package {package}: `make test` installs it.")
    return Path(found.submodule_search_locations[0])


def program(package: str, pattern: str) -> Path:
    """The one program in `package` that matches a pattern and was made for this machine.

    Raises LookupError when there is none.
    """
    found = [path for path in sorted(folder_of(package).glob(pattern)) if os.access(path, os.X_OK)]
    if len(found) != 1:
        raise LookupError(f"{package} should hold one {pattern}, and holds {len(found)}.")
    return found[0]


def copied(package: str, folder: Path) -> Path:
    """A copy of a package, with the libraries beside it, for another user who may not read the original."""
    original = folder_of(package)
    for source in (original, original.with_name(f"{original.name}.libs")):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    return folder / original.name


def free_port() -> int:
    """A port that nobody has, below those that outgoing connections get: a server that restarts finds it free.

    None is given twice: servers that are started at once have not bound theirs yet when the next one asks.
    """
    place, places = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")), 8
    for port in random.SystemRandom().sample(range(15_000 + place, 32_000, places), 200):
        with _asking, socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if port in _given:
                continue
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            _given.add(port)
            return port
    raise LookupError("No free port was found in 200 tries.")
