"""Names the machine that measured: processor, cores, kernel, Python. No host names."""

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

BUSY = 0.5


def load_before() -> str:
    """How busy the machine is with other things, in words; to be asked before the run."""
    load = os.getloadavg()[0]
    if load < BUSY:
        return "Nothing else ran."
    return (
        f"**The machine was busy with other things** (load {load:.1f}): delays, above all those at p95, are theirs too."
    )


def described() -> str:
    """One line."""
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    processor = found[1] if found else platform.machine()
    kernel = re.sub(r"[^0-9.].*", "", platform.release())
    date = datetime.now(UTC).strftime("%Y-%m-%d")
    return f"{date} · {processor}, {os.cpu_count()} cores · Linux {kernel} · Python {platform.python_version()}"
