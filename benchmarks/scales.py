"""The rows about what somebody has kept: nothing takes longer with 10,000 conversations, 5,000 messages in one."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from uuid import UUID

from benchmarks import servers
from benchmarks.bench import Bench
from benchmarks.history import Size, fill
from benchmarks.load import percentile
from benchmarks.person import Person
from benchmarks.row import Row, not_run

LITTLE = Size(100, 100)
FLAT, GOAL = 1.25, 0.05
CONTEXT = "4096"  # tokens: in the usual ones of the benchmark all 5,000 messages would be sent to the provider
WHAT = {
    "page": "conversation page: its newest 40 messages, the first 30 of the list",
    "list": "the next 30 of the list",
    "older": "40 older messages",
    "search": "search for a word that every conversation has",
    "rare": "search for a word that few messages have",
    "send": "send: until message and reply are stored",
    "reply": "send: until the end of a reply of 20 tokens",
}


def scales(bench: Bench) -> list[Row]:
    """On SQLite and on PostgreSQL: a person who has kept little and one who has kept much, in turn."""
    much = Size(bench.size(10_000, 2_000), bench.size(5_000, 1_000))
    rows = _measured(bench, "SQLite", f"sqlite:///{bench.folder / 'kept.db'}", much)
    try:
        with _postgres() as url:
            return rows + _measured(bench, "PostgreSQL", url, much)
    except (ImportError, LookupError) as error:
        return [*rows, not_run("PostgreSQL", "flat", f"the server for it is missing ({error})")]


@contextmanager
def _postgres() -> Iterator[str]:
    """The URL of an empty database. Raises ImportError or LookupError when the package is not installed."""
    from tests.servers.postgres import PostgresServer  # the tests' own server, which needs the packages of the tests

    with PostgresServer(durable=True) as postgres:
        yield postgres.new_database()


def _measured(bench: Bench, database: str, url: str, much: Size) -> list[Row]:
    folder = bench.folder / f"scales-{database}"
    folder.mkdir()
    settings = {"WEBCHAT_CONTEXT_TOKENS": CONTEXT, "WEBCHAT_DATABASE_URL": url}
    with servers.webchat(bench.api, folder, **settings) as server:
        people = Person(server), Person(server)
        for person, size in zip(people, (LITTLE, much), strict=True):
            person.begin()
            fill(url, UUID(person.conversation_id), size)
        for _ in range(3):
            _visit_in_turn(*people)
        for person in people:
            person.forget()
        for _ in range(bench.size(60, 20)):
            _visit_in_turn(*people)
    return [_row(what, database, much, people[0].seconds[what], people[1].seconds[what]) for what in WHAT]


def _visit_in_turn(*people: Person) -> None:
    for person in people:
        person.visit()


def _row(what: str, database: str, much: Size, little: list[float], large: list[float]) -> Row:
    ratio = median(large) / median(little)
    goals = [(f"at most {FLAT} × as long", ratio <= FLAT)]
    if what == "page":
        goals.append((f"{GOAL * 1000:.0f} ms at p50", median(large) <= GOAL))
    sizes = f"{LITTLE.conversations} conversations, {LITTLE.messages} messages"
    return Row(
        f"{WHAT[what]}, {database}, p50 / p95: {much.conversations:,} conversations, {much.messages:,} messages in one",
        f"{sizes}: {_figures(little)}",
        _figures(large),
        f"{ratio:.2f}",
        ", ".join(goal for goal, _ in goals),
        all(is_met for _, is_met in goals),
    )


def _figures(seconds: list[float]) -> str:
    return f"{median(seconds) * 1000:.1f} / {percentile(tuple(seconds), 95) * 1000:.1f} ms"
