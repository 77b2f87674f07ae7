"""The rows about work: processor time for a token, and tokens a second when the provider has no limit."""

from benchmarks.bench import Bench, middle, middle_ratio
from benchmarks.order import Order
from benchmarks.row import Row

CPU_GOAL, SPEED_GOAL = 1.3, 0.5


def processor_time(bench: Bench) -> list[Row]:
    """50 chats of 20 tokens a second, from the message to the end of the stream."""
    order = Order(400, rate=20)
    relay, ours = bench.alternate(lambda target: target.load(order, 50, within=2.0), bench.size(3, 1))
    theirs, own = (middle(side, lambda outcome: outcome.cpu_per_thousand) for side in (relay, ours))
    ratio = middle_ratio(relay, ours, lambda outcome: outcome.cpu_per_thousand)
    what = f"processor time for 1,000 tokens, 50 chats of 20 tokens a second, {order.tokens} tokens each"
    goal = f"at most {CPU_GOAL} × the bare relay"
    return [Row(what, f"{theirs * 1000:.0f} ms", f"{own * 1000:.0f} ms", f"{ratio:.2f}", goal, ratio <= CPU_GOAL)]


def throughput(bench: Bench) -> list[Row]:
    """20 chats, the provider as fast as it is read."""
    order = Order(bench.size(2000, 1000))
    relay, ours = bench.alternate(lambda target: target.load(order, 20), bench.size(7, 3))
    theirs, own = (middle(side, lambda outcome: outcome.tokens_a_second) for side in (relay, ours))
    ratio = middle_ratio(relay, ours, lambda outcome: outcome.tokens_a_second)
    what = f"tokens a second, provider unlimited, 20 chats of {order.tokens} tokens"
    goal = f"at least {SPEED_GOAL} × the bare relay"
    return [Row(what, f"{theirs:,.0f}", f"{own:,.0f}", f"{ratio:.2f}", goal, ratio >= SPEED_GOAL)]
