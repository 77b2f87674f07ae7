"""How the child process is launched: its command line and its environment, which holds nothing secret."""

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from webchat.localmodel.errors import OTHERWISE, LocalModelUnavailable
from webchat.localmodel.release import NAME

PROGRAM = Path(__file__).with_name("__main__.py")
INHERITED = (
    *("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "VIRTUAL_ENV"),
    *("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
)


@dataclass(frozen=True)
class Launch:
    """What to serve and with how many threads (None: one less than there are processors)."""

    model_file: Path
    threads: int | None

    @property
    def log(self) -> Path:
        """Where the child writes its errors, beside the model."""
        return self.model_file.with_name("log")

    def command(self, port: int) -> list[str]:
        """The child's command line; port 0 takes a free one. Ours is the process that the child ends with."""
        return [
            *(sys.executable, "-P", str(PROGRAM), "--model", str(self.model_file), "--name", NAME),
            *("--port", str(port), "--threads", str(self.threads or spare_processors())),
            *("--parent", str(os.getpid()), "--log", str(self.log)),
        ]

    def environment(self) -> dict[str, str]:
        """Only what Python needs to find its libraries. Idle threads sleep instead of spinning."""
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        return {**inherited, "OMP_WAIT_POLICY": "PASSIVE"}


def check_library() -> None:
    """Raise LocalModelUnavailable when the library that runs models is not installed. Does not import it."""
    if importlib.util.find_spec("xllamacpp") is None:
        raise LocalModelUnavailable(
            f"The built-in model needs a library that is not installed: pip install 'webchat[local]', {OTHERWISE}."
        )


def spare_processors() -> int:
    """How many processors this process may use, but one: that one is for everything else."""
    if sys.platform == "linux":
        return max(1, len(os.sched_getaffinity(0)) - 1)
    return max(1, (os.cpu_count() or 1) - 1)
