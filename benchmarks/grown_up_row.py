"""The rows about three workers on PostgreSQL and Valkey behind nginx, compared with one worker."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks import processes, servers
from benchmarks.bench import Bench, middle
from benchmarks.chats import WebchatChat
from benchmarks.load import Outcome, Target, percentile
from benchmarks.order import Order
from benchmarks.row import Row, not_run

WORKERS = 3
CORES_NEEDED = 2 * WORKERS
SPEED_GOAL, WORSE_GOAL = 2.0, 1.5
WHAT = f"{WORKERS} workers, PostgreSQL, Valkey, nginx, against one worker"


@dataclass(frozen=True, slots=True)
class Fronted:
    """webchat behind nginx: reached there, while its own processes are what is counted."""

    host: str
    port: int
    id: int


@dataclass(frozen=True, slots=True)
class GrownUp:
    """The grown-up webchat, and the processes of the servers that it needs."""

    target: Target
    others: tuple[int, ...]

    def cpu_of_others(self) -> float:
        """Processor seconds that PostgreSQL, Valkey and nginx have used."""
        return sum(processes.cpu_seconds(process) for process in self.others)


def grown_up(bench: Bench) -> list[Row]:
    """Tokens a second without limit, and every figure at 50 chats."""
    try:
        with running(bench) as many:
            many.target.load(Order(300), 6).flawless()
            return [_speed(bench, many.target), _figures(bench, many)]
    except (ImportError, LookupError) as error:
        return [not_run(WHAT, f"at least {SPEED_GOAL:g} × one worker", f"the servers for it are missing ({error})")]


@contextmanager
def running(bench: Bench) -> Iterator[GrownUp]:
    """Start all of it. Raises ImportError or LookupError when the packages with the servers are not installed."""
    from tests.servers.nginx import NginxServer  # the tests' own servers, which need the packages of the tests
    from tests.servers.postgres import PostgresServer
    from tests.servers.valkey import ValkeyServer

    with ExitStack() as stack:
        postgres = stack.enter_context(PostgresServer(durable=True))
        valkey = stack.enter_context(ValkeyServer())
        folder = bench.folder / "grown-up"
        folder.mkdir()
        settings = {
            "WEBCHAT_WORKERS": str(WORKERS),
            "WEBCHAT_DATABASE_URL": postgres.new_database(),
            "WEBCHAT_REDIS_URL": valkey.new_database(),
            "WEBCHAT_TRUSTED_PROXIES": "1",
        }
        server = stack.enter_context(servers.webchat(bench.api, folder, **settings))
        nginx = stack.enter_context(NginxServer(f"{server.host}:{server.port}"))
        host, _, port = nginx.url.removeprefix("http://").partition(":")
        others = (postgres.process.pid, valkey.process.pid, nginx.process.pid)
        yield GrownUp(Target(WebchatChat(), Fronted(host, int(port), server.id)), others)


def _speed(bench: Bench, many: Target) -> Row:
    order = Order(bench.size(2000, 1000))
    pairs = [
        (bench.webchat.load(order, 20).flawless(), many.load(order, 20).flawless()) for _ in range(bench.size(3, 1))
    ]
    one, three = (middle([pair[side] for pair in pairs], lambda load: load.tokens_a_second) for side in (0, 1))
    cores = os.cpu_count() or 1
    is_met = three / one >= SPEED_GOAL if cores >= CORES_NEEDED else None
    goal = (
        f"at least {SPEED_GOAL:g} × one worker where cores allow ({cores} here, for {WORKERS} workers and all others)"
    )
    what = f"tokens a second, provider unlimited, 20 chats: {WHAT}"
    return Row(what, f"one worker: {one:,.0f}", f"{three:,.0f}", f"{three / one:.2f}", goal, is_met)


def _figures(bench: Bench, many: GrownUp) -> Row:
    order = Order(bench.size(200, 120), rate=20, text="stamps")
    one = bench.webchat.load(order, 50, within=2.0).flawless()
    before = many.cpu_of_others()
    three = many.target.load(order, 50, within=2.0).flawless()
    beside = (many.cpu_of_others() - before) / three.tokens * 1e6
    worst = max(mine / theirs for mine, theirs in zip(_numbers(three), _numbers(one), strict=True))
    what = f"processor time for 1,000 tokens, first text at p95, delay of a token p50 / p95, at 50 chats: {WHAT}"
    ours = f"{_words(three)} (and {beside:.0f} ms of PostgreSQL, Valkey, nginx)"
    goal = f"no figure worse than {WORSE_GOAL:g} ×"
    return Row(what, f"one worker: {_words(one)}", ours, f"worst {worst:.2f}", goal, worst <= WORSE_GOAL)


def _numbers(outcome: Outcome) -> tuple[float, float, float, float]:
    late = percentile(outcome.firsts, 95)
    return outcome.cpu_per_thousand, late, percentile(outcome.delays, 50), percentile(outcome.delays, 95)


def _words(outcome: Outcome) -> str:
    cpu, first, middle_delay, late = (number * 1000 for number in _numbers(outcome))
    return f"{cpu:.0f} ms; {first:.0f} ms; {middle_delay:.1f} / {late:.1f} ms"
