"""The rows about waiting: for the first text, alone and among 500, and for each token among 200."""

import time
from statistics import median

from benchmarks.arrival import first_text
from benchmarks.bench import Bench, middle
from benchmarks.chats import Chat
from benchmarks.driver import Driver, Script
from benchmarks.load import LoadFailed, Outcome, Target, percentile
from benchmarks.order import Order
from benchmarks.row import Row

FIRST_GOAL, CROWD_GOAL = 2.0, 3.0
MIDDLE_GOAL, LATE_GOAL = 0.025, 0.060
REST = 0.03


def added_first_text(bench: Bench) -> list[Row]:
    """One chat after another on an open connection; what relay and webchat add to the provider's own delay."""
    rounds, chats = bench.size(4, 2), bench.size(15, 10)
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for target in (bench.provider, bench.relay, bench.webchat):
            times.setdefault(target.kind.name, []).extend(_one_after_another(target, chats))
    direct, relay, ours = (median(times[name]) for name in ("provider", "relay", "webchat"))
    theirs, own = relay - direct, ours - direct
    ratio = own / theirs
    goal = f"at most {FIRST_GOAL:g} × the bare relay, message stored first"
    what = f"added delay of first text, one chat after another (the provider alone: {direct * 1000:.1f} ms)"
    return [Row(what, f"{theirs * 1000:.1f} ms", f"{own * 1000:.1f} ms", f"{ratio:.2f}", goal, ratio <= FIRST_GOAL)]


def _one_after_another(target: Target, count: int) -> list[float]:
    chats = [Chat(Order(20)) for _ in range(count)]
    target.prepare(chats[:1])
    for chat in chats:
        chat.cookie = chats[0].cookie

    def script() -> Script:
        for chat in chats:
            yield from target.kind.script(chat)
            time.sleep(REST)

    failure = Driver(target.server.host, target.server.port).play([script()])[0]
    if failure:
        raise LoadFailed(failure)
    return [first_text(target.kind, chat) - chat.asked for chat in chats]


def token_delay(bench: Bench) -> list[Row]:
    """200 chats of 20 tokens a second whose tokens carry the time at which they were sent."""
    order = Order(bench.size(240, 100), rate=20, text="stamps")
    relay, ours = bench.alternate(lambda target: target.load(order, 200, within=2.0), bench.size(2, 1))
    theirs, own = _delays(relay), _delays(ours)
    is_met = own[0] <= MIDDLE_GOAL and own[1] <= LATE_GOAL
    goal = f"at most {MIDDLE_GOAL * 1000:.0f} / {LATE_GOAL * 1000:.0f} ms"
    what = "delay of a token at 200 chats of 20 tokens a second, p50 / p95"
    return [Row(what, _both(theirs), _both(own), "–", goal, is_met)]


def _delays(outcomes: list[Outcome]) -> tuple[float, float]:
    return (
        middle(outcomes, lambda outcome: percentile(outcome.delays, 50)),
        middle(outcomes, lambda outcome: percentile(outcome.delays, 95)),
    )


def _both(seconds: tuple[float, float]) -> str:
    return f"{seconds[0] * 1000:.1f} / {seconds[1] * 1000:.1f} ms"


def crowd(bench: Bench, *, within: float) -> Row:
    """500 chats of 10 tokens a second, their messages sent `within` so many seconds (0: all in the same instant)."""
    order = Order(int(10 * within) + bench.size(100, 60), rate=10)
    outcomes = [target.load(order, 500, within=within, seconds=90) for target in (bench.relay, bench.webchat)]
    relay, ours = (percentile(outcome.firsts, 95) for outcome in outcomes)
    ratio = ours / relay
    how = f"started within {within:.0f} s" if within else "started in the same instant"
    what = f"500 chats at once, 10 tokens a second each, {how}: failures, first text at p95"
    goal = f"every token, no failure, first text within {CROWD_GOAL:g} × the bare relay at p95" if within else "–"
    is_met = not outcomes[1].faults and ratio <= CROWD_GOAL if within else None
    return Row(what, _crowd(outcomes[0], relay), _crowd(outcomes[1], ours), f"{ratio:.2f}", goal, is_met)


def _crowd(outcome: Outcome, late: float) -> str:
    failed = f" ({outcome.faults[0][:120]})" if outcome.faults else ""
    return f"{len(outcome.faults)} failed{failed}, {late * 1000:.0f} ms"


def crowds(bench: Bench) -> list[Row]:
    """As people come, and as only a test would have it."""
    if bench.is_quick:
        return [crowd(bench, within=5.0)]
    return [crowd(bench, within=10.0), crowd(bench, within=0.0)]
