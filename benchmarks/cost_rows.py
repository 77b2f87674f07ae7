"""The rows about what is used up: memory, bytes for the browser, and the time to start."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from benchmarks import processes, servers
from benchmarks.arrival import fault
from benchmarks.bench import Bench
from benchmarks.chats import Chat
from benchmarks.driver import Driver
from benchmarks.load import LoadFailed, Target
from benchmarks.order import Order
from benchmarks.row import Row
from benchmarks.texts import prose_once

START_GOAL, MEMORY_GOAL, STREAM_GOAL, BYTES_GOAL = 0.7, 95e6, 60e3, 60
STREAMS = 500
SHORT = 264  # tokens of prose: 1 KB
COPIES = 36  # of the document: 64 KB
SETTLED = 4.0


def start(bench: Bench) -> list[Row]:
    """From the command to the first page, on a machine where everything is in place; and the memory it then takes."""
    seconds, memory, relay = [], [], []
    for _ in range(bench.size(5, 3)):
        with servers.relay(bench.api) as server:
            relay.append((server.seconds_to_first_page(), processes.memory(server.id)))
        with bench.fresh_webchat("started") as fresh:
            seconds.append(fresh.seconds_to_first_page())
            time.sleep(0.3)
            memory.append(processes.memory(fresh.id))
    took, held = median(seconds[1:]), median(memory)
    relay_took, relay_held = median(one[0] for one in relay), median(one[1] for one in relay)
    return [
        Row(
            "start to first page",
            f"{relay_took:.2f} s",
            f"{took:.2f} s",
            f"{took / relay_took:.2f}",
            f"at most {START_GOAL} s on a prepared machine, without the model",
            took <= START_GOAL,
        ),
        Row(
            "memory at start (PSS of all processes)",
            f"{relay_held / 1e6:.0f} MB",
            f"{held / 1e6:.0f} MB",
            f"{held / relay_held:.2f}",
            f"at most {MEMORY_GOAL / 1e6:.0f} MB, without the model",
            held <= MEMORY_GOAL,
        ),
    ]


def memory_of_streams(bench: Bench) -> list[Row]:
    """What 500 running replies with a viewer each add, at most, to a server that has served one chat."""
    with servers.relay(bench.api) as server:
        relay = _memory_of_a_stream(bench, Target(bench.relay.kind, server))
    with bench.fresh_webchat("streams") as fresh:
        ours = _memory_of_a_stream(bench, Target(bench.webchat.kind, fresh))
    goal = f"at most {STREAM_GOAL / 1000:.0f} kB"
    what = f"memory of each stream more, at {STREAMS}"
    row = Row(what, f"{relay / 1e3:.0f} kB", f"{ours / 1e3:.0f} kB", f"{ours / relay:.2f}", goal, ours <= STREAM_GOAL)
    return [row]


def _memory_of_a_stream(bench: Bench, target: Target) -> float:
    target.load(Order(300), 1).flawless()
    time.sleep(0.3)
    before = processes.memory(target.server.id)
    outcome = target.load(Order(bench.size(100, 50), rate=10), STREAMS, within=5.0).flawless()
    return (outcome.peak_memory - before) / STREAMS


def bytes_of_a_token(bench: Bench) -> list[Row]:
    """At 20 tokens a second, where each token is its own event: a reply of 1 KB, and the same text after 64 KB."""
    lead = len(prose_once()) * COPIES
    short, long = Order(SHORT, rate=20), Order(lead + SHORT, rate=20, lead=lead)
    both = (bench.relay, bench.webchat)
    with ThreadPoolExecutor(4) as pool:  # nothing here is measured in time
        (first, later), (first_ours, later_ours) = (
            [pool.submit(_held, target, order) for order in (short, long)] for target in both
        )
        relay = _figures(bench.relay, first.result(), later.result())
        ours = _figures(bench.webchat, first_ours.result(), later_ours.result())
    what = "bytes sent to the browser for a token: whole reply of 1 KB / running at 1 KB / running after 64 KB"
    goal = f"at most {BYTES_GOAL}, the same at 1 KB and at 64 KB of text"
    ratio = f"{max(ours) / max(relay):.2f}"
    return [Row(what, _listed(relay), _listed(ours), ratio, goal, max(ours) <= BYTES_GOAL)]


def _held(target: Target, order: Order) -> Chat:
    chat = Chat(order)
    target.prepare([chat])
    failure = Driver(target.server.host, target.server.port).play([target.kind.script(chat)])[0]
    if found := failure or fault(target.kind, chat):
        raise LoadFailed(found)
    return chat


def _figures(target: Target, short: Chat, long: Chat) -> tuple[float, float, float]:
    return short.answer.size / short.order.tokens, _running(target, short), _running(target, long)


def _running(target: Target, chat: Chat) -> float:
    """Bytes for a token from when the lead has settled until the last but one event that brings text."""
    begin = chat.asked + SETTLED
    end = [when for when, _ in target.kind.texts(chat)][-2]
    size = sum(len(piece) for when, piece in chat.answer.pieces if begin < when <= end)
    return size / (chat.order.rate * (end - begin))


def _listed(figures: tuple[float, ...]) -> str:
    return " / ".join(f"{figure:.0f}" for figure in figures)
