"""How workers count together, and what stays of one that is gone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.scrape import Scrape
from webchat.metrics.board import Board
from webchat.metrics.counting import Metrics
from webchat.metrics.exposition import exposition


class Arbiter:
    """Begins and ends workers on one board, as the real one does; what it forks stays in this process."""

    def __init__(self, workers: int) -> None:
        self.board = Board(workers)
        self.running: dict[int, Metrics] = {}
        self.last = 0

    def begin(self) -> Metrics:
        self.last += 1
        self.board.lend(self.last, beside=self.running.keys())
        self.running[self.last] = Metrics(self.board)
        return self.running[self.last]

    def lose(self, worker: Metrics, *, notices: bool = True) -> None:
        self.running = {number: other for number, other in self.running.items() if other is not worker}
        if notices:
            self.board.keep_only(self.running.keys())

    def scrape(self) -> Scrape:
        return Scrape(exposition(self.board, running=None))


def test_workers_add_up() -> None:
    arbiter = Arbiter(3)
    for worker in [arbiter.begin() for _ in range(3)]:
        worker.request_answered("/", "GET", 200, 0.1)
        worker.reply_started()
        worker.viewer_opened()

    found = arbiter.scrape()
    assert found.value("webchat_request_seconds_count", route="/", method="GET", status="2xx") == 3
    assert found.value("webchat_replies_started_total") == 3
    assert found.value("webchat_stream_viewers") == 3
    assert found.value("webchat_workers") == 3


def test_what_a_lost_worker_counted_stays_but_its_viewers_are_gone() -> None:
    arbiter = Arbiter(2)
    lost, other = arbiter.begin(), arbiter.begin()
    for worker in (lost, lost, other):
        worker.viewer_opened()
        worker.reply_started()

    arbiter.lose(lost)

    found = arbiter.scrape()
    assert found.value("webchat_replies_started_total") == 3
    assert found.value("webchat_stream_viewers") == 1
    assert found.value("webchat_workers") == 1


def test_the_next_worker_counts_on_where_the_lost_one_ended() -> None:
    arbiter = Arbiter(1)
    lost = arbiter.begin()
    lost.request_answered("/", "GET", 200, 0.1)
    lost.viewer_opened()
    arbiter.lose(lost, notices=False)

    following = arbiter.begin()
    following.request_answered("/", "GET", 200, 0.1)
    following.request_answered("/new", "GET", 200, 0.1)

    found = arbiter.scrape()
    assert found.value("webchat_request_seconds_count", route="/", method="GET", status="2xx") == 2
    assert found.value("webchat_request_seconds_count", route="/new", method="GET", status="2xx") == 1
    assert found.value("webchat_stream_viewers") == 0
    assert found.value("webchat_workers") == 1


def test_a_thousand_lost_workers_leave_no_more_than_one() -> None:
    arbiter = Arbiter(1)
    for _ in range(1000):
        worker = arbiter.begin()
        worker.reply_started()
        arbiter.lose(worker)

    assert arbiter.scrape().value("webchat_replies_started_total") == 1000
    assert sum(1 for sheet in arbiter.board.sheets if list(sheet.readings())) == 1
    assert [name for name, *_ in arbiter.board.sheets[0].readings()].count("webchat_replies_started_total") == 1


def test_a_worker_without_room_works_but_is_not_seen() -> None:
    arbiter = Arbiter(1)
    workers = [arbiter.begin() for _ in range(5)]

    for worker in workers:
        worker.reply_started()

    assert arbiter.scrape().value("webchat_replies_started_total") == 4


def test_a_series_of_which_only_a_part_was_written_is_not_read() -> None:
    arbiter = Arbiter(1)
    lost = arbiter.begin()
    lost.reply_started()
    before = arbiter.scrape().values
    sheet = arbiter.board.sheets[0]
    in_use = sheet._words[1]
    lost.request_answered("/half", "GET", 200, 0.1)
    sheet._words[1] = in_use  # what kill -9 leaves when it comes before the last step

    after_the_kill = arbiter.scrape().values
    arbiter.lose(lost)
    arbiter.begin().request_answered("/whole", "GET", 200, 5.0)

    assert after_the_kill == before
    labels = {"route": "/whole", "method": "GET", "status": "2xx"}
    assert arbiter.scrape().value("webchat_request_seconds_sum", **labels) == 5.0
    assert arbiter.scrape().value("webchat_request_seconds_count", **labels) == 1


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.booleans()), max_size=40))
def test_it_makes_no_difference_which_worker_counts_and_which_is_lost(steps: list[tuple[int, int, bool]]) -> None:
    alone, arbiter = Metrics(), Arbiter(3)
    workers = [arbiter.begin() for _ in range(3)]

    for at, route, is_lost in steps:
        alone.request_answered(f"/{route}", "GET", 200, route / 4)
        workers[at].request_answered(f"/{route}", "GET", 200, route / 4)
        if is_lost:
            arbiter.lose(workers[at])
            workers[at] = arbiter.begin()

    together, expected = arbiter.scrape(), Scrape(exposition(alone.board, running=None))
    workers_series = ("webchat_workers", ())
    assert together.values | {workers_series: 1} == expected.values
