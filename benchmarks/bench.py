"""What one run of the benchmark has at hand: provider, relay and webchat side by side, and how long it may take."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import servers
from benchmarks.chats import ProviderChat, RelayChat, WebchatChat
from benchmarks.load import Outcome, Target
from benchmarks.order import Order


@dataclass(frozen=True, slots=True)
class Bench:
    """The servers of a run. `is_quick` asks for fewer repeats and shorter loads."""

    provider: Target
    relay: Target
    webchat: Target
    folder: Path
    is_quick: bool

    @property
    def api(self) -> str:
        """The provider's base URL."""
        return f"http://{self.provider.server.host}:{self.provider.server.port}/v1"

    def size(self, usual: int, quick: int) -> int:
        """How many: usually, and in a quick run."""
        return quick if self.is_quick else usual

    def alternate(self, load: Callable[[Target], Outcome], repeats: int) -> tuple[list[Outcome], list[Outcome]]:
        """Put the load on the relay and on webchat in turn; their outcomes. Raises LoadFailed."""
        pairs = [(load(self.relay).flawless(), load(self.webchat).flawless()) for _ in range(repeats)]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]

    @contextmanager
    def fresh_webchat(self, name: str) -> Iterator[servers.Server]:
        """Another webchat with data of its own, which is kept under this name."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        with servers.webchat(self.api, folder) as server:
            yield server


@contextmanager
def prepared() -> Iterator[Bench]:
    """Start everything; warm each server with a page and a short chat."""
    with servers.scratch() as scratch, servers.provider() as provider:
        folder = Path(scratch)
        api = f"{provider.url}/v1"
        with servers.relay(api) as relay, servers.webchat(api, folder) as webchat:
            bench = Bench(
                Target(ProviderChat(), provider),
                Target(RelayChat(), relay),
                Target(WebchatChat(), webchat),
                folder,
                os.environ.get("BENCH_QUICK") == "1",
            )
            for target in (bench.provider, bench.relay, bench.webchat):
                target.load(Order(300), 2)
            yield bench


def middle(outcomes: list[Outcome], figure: Callable[[Outcome], float]) -> float:
    """The median of a figure."""
    return median(figure(outcome) for outcome in outcomes)


def middle_ratio(theirs: list[Outcome], ours: list[Outcome], figure: Callable[[Outcome], float]) -> float:
    """The median of the ratios of neighbours in time: what slowed the machine meanwhile slowed both."""
    return median(figure(own) / figure(other) for other, own in zip(theirs, ours, strict=True))
