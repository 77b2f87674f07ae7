"""Where a worker's time goes under a load: samples of its stacks, told by part and by function, in µs of a token."""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes, servers
from benchmarks.bench import Bench, prepared
from benchmarks.chats import WebchatChat
from benchmarks.load import Target
from benchmarks.open_files import allow_many_files
from benchmarks.order import Order
from benchmarks.sampled import START, WRITE

WRITTEN_WITHIN = 20.0
SHOWN = 16
OURS = "/webchat/"
PACKAGES = ("site-packages/", "lib/python3.11/", "/webchat/")
PARTS = (
    ("/webchat/markup/", "Markdown, sanitising, patches"),
    ("/webchat/live/", "live reply, viewers, event stream"),
    ("/webchat/web/sse", "live reply, viewers, event stream"),
    ("/webchat/provider/", "reading the provider"),
    ("/webchat/store/", "store"),
    ("/webchat/metrics/", "metrics"),
    ("/webchat/chat/generation", "generation"),
    ("/webchat/web/", "web: sessions, limits, guard"),
    ("/webchat/chat/", "chat: sending, views"),
    ("jinja2/", "templates"),
    ("flask/", "Flask"),
    ("gunicorn/", "gunicorn: requests, writing"),
    ("/webchat/server_worker", "gunicorn: requests, writing"),
    ("gevent/", "gevent: waiting and switching"),
)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Stacks with their counts, innermost frame first, and what all of them stand for, in seconds and tokens."""

    stacks: list[tuple[int, list[str]]]
    cpu: float
    tokens: int

    @property
    def weight(self) -> float:
        """Microseconds of a token for each sample."""
        return self.cpu / self.tokens * 1e6 / max(1, sum(count for count, _ in self.stacks))

    def by_part(self) -> Counter[str]:
        """By the innermost frame that belongs to a part."""
        return self._count((part_of(stack),) for _, stack in self.stacks)

    def by_function(self) -> Counter[str]:
        """By the function that was itself running."""
        return self._count((short(stack[0]),) for _, stack in self.stacks)

    def by_function_of_ours(self) -> Counter[str]:
        """By each function of webchat, with all that it called."""
        return self._count({short(frame) for frame in stack if OURS in frame} for _, stack in self.stacks)

    def _count(self, names: Iterable[Iterable[str]]) -> Counter[str]:
        counted: Counter[str] = Counter()
        for (count, _), named in zip(self.stacks, names, strict=True):
            for name in named:
                counted[name] += count
        return counted


def part_of(stack: list[str]) -> str:
    """The part of the server that a stack belongs to."""
    for frame in stack:
        for place, part in PARTS:
            if place in frame:
                return part
    return "other"


def short(frame: str) -> str:
    """`package/module:function`."""
    file, _, function = frame.rpartition(":")
    for package in PACKAGES:
        if package in file:
            file = file.split(package)[-1]
    return f"{file.removesuffix('.py')}:{function}"


def sample(bench: Bench, order: Order, chats: int, *, within: float, name: str) -> Sampled:
    """Profile a webchat of its own under a load. Raises LoadFailed."""
    folder = bench.folder / name
    folder.mkdir()
    file = folder / "samples.json"
    settings = servers.settings_of_webchat(bench.api, folder)
    command = (sys.executable, "-m", "benchmarks.sampled", str(file))
    with servers.Server(*command, environment=settings, folder=folder) as server:
        target = Target(WebchatChat(), server)
        target.load(Order(300), 2).flawless()
        watched = _watched(processes.family(server.id)[1], file)
        outcome = target.load(order, chats, within=within, watched=watched).flawless()
    stacks = json.loads(file.read_text())
    return Sampled([(count, stack) for count, stack in stacks], outcome.cpu, outcome.tokens)


@contextmanager
def _watched(worker: int, file: Path) -> Iterator[None]:
    """Have a worker look at itself meanwhile, and write what it saw."""
    os.kill(worker, START)
    yield
    os.kill(worker, WRITE)
    until = time.monotonic() + WRITTEN_WITHIN
    while not file.exists():
        if time.monotonic() > until:
            raise RuntimeError("the sampler wrote nothing")
        time.sleep(0.05)


def told(title: str, sampled: Sampled) -> str:
    """A section of `RESULTS.md`."""
    columns = (
        ("part", sampled.by_part().most_common()),
        ("function, itself", sampled.by_function().most_common(SHOWN)),
        ("function of webchat, with all that it calls", sampled.by_function_of_ours().most_common(2 * SHOWN)),
    )
    lines = [f"### {title}", "", f"{sampled.cpu / sampled.tokens * 1e6:.0f} µs a token in all.", ""]
    for heading, counted in columns:
        lines += [f"| {heading} | µs a token |", "| --- | ---: |"]
        lines += [f"| `{name}` | {count * sampled.weight:.1f} |" for name, count in counted]
        lines.append("")
    return "\n".join(lines)


def profiles(bench: Bench) -> str:
    """Where the time of a token goes: at 20 tokens a second, without limit, and when a chat begins and ends."""
    slow = sample(bench, Order(bench.size(200, 80), rate=20), 50, within=2.0, name="profile-slow")
    fast = sample(bench, Order(3000), 20, within=0.0, name="profile-fast")
    begin = sample(bench, Order(1), bench.size(200, 100), within=bench.size(8, 4), name="profile-begin")
    sections = (
        told("50 chats of 20 tokens a second", slow),
        told("20 chats, provider unlimited", fast),
        told("Chats of one token, one every 40 ms: what it costs to begin and to end one", begin),
    )
    return "\n".join(("## Where the time of webchat goes\n", *sections))


def main() -> None:
    """Print the profiles alone: `python -m benchmarks.profile`."""
    allow_many_files()
    with prepared() as bench:
        sys.stdout.write(profiles(bench))


if __name__ == "__main__":
    main()
