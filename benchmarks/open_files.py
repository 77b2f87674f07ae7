"""Lets a process of the benchmark open as many connections as its load needs."""

import resource


def allow_many_files() -> None:
    """Raise our limit of open files as far as it goes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
