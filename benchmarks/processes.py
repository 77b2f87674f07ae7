"""What a server costs: processor time and memory of all its processes, as Linux counts them (proc(5))."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SYSTEM = Path("/proc")


def family(process: int) -> list[int]:
    """The process and everything it has started, as it is now."""
    found = [process]
    for parent in found:
        try:
            for listed in SYSTEM.glob(f"{parent}/task/*/children"):
                found += [int(child) for child in listed.read_text().split()]
        except FileNotFoundError:
            continue
    return found


def cpu_seconds(process: int) -> float:
    """User and system time that the family has used, in steps of a clock tick (10 ms)."""
    return sum(_ticks(member) for member in family(process)) / TICKS


def memory(process: int) -> int:
    """The proportional set size (PSS) of the family in bytes: shared pages are divided among those who share them."""
    return sum(_proportional(member) for member in family(process)) * 1024


def _ticks(process: int) -> int:
    try:
        values = (SYSTEM / str(process) / "stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    user, system, ended_user, ended_system = map(int, values[11:15])
    return user + system + ended_user + ended_system


def _proportional(process: int) -> int:
    try:
        lines = (SYSTEM / str(process) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
