"""What is counted, in one process."""

import sys
import threading
from collections.abc import Iterator

import pytest

from tests.metrics.scrape import Scrape
from webchat import __version__
from webchat.metrics.board import Board
from webchat.metrics.counting import Metrics
from webchat.metrics.exposition import exposition


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def scrape(metrics: Metrics, running: int | None = 0) -> Scrape:
    return Scrape(exposition(metrics.board, running=running))


def end(metrics: Metrics, **changes: object) -> None:
    metrics.reply_ended(**({"status": "complete", "seconds": 3.0} | changes))  # type: ignore[arg-type]


def test_a_request_is_counted_by_route_method_and_kind_of_status(metrics: Metrics) -> None:
    metrics.request_answered("/replies/<uuid:reply_id>", "GET", 200, 0.03)
    metrics.request_answered("/replies/<uuid:reply_id>", "GET", 404, 0.03)
    metrics.request_answered(None, "GET", 404, 0.03)

    found = scrape(metrics)
    count = "webchat_request_seconds_count"
    assert found.value(count, route="/replies/<uuid:reply_id>", method="GET", status="2xx") == 1
    assert found.value(count, route="/replies/<uuid:reply_id>", method="GET", status="4xx") == 1
    assert found.value(count, route="none", method="GET", status="4xx") == 1


def test_seconds_fall_into_the_bucket_whose_bound_they_reach(metrics: Metrics) -> None:
    labels = {"route": "/", "method": "GET", "status": "2xx"}
    for seconds in (0.001, 0.05, 0.0500001, 99.0):
        metrics.request_answered("/", "GET", 200, seconds)

    found = scrape(metrics)
    buckets = {le: found.value("webchat_request_seconds_bucket", le=le, **labels) for le in ("0.005", "0.05", "0.1")}
    assert buckets == {"0.005": 1, "0.05": 2, "0.1": 3}
    assert found.value("webchat_request_seconds_bucket", le="10", **labels) == 3
    assert found.value("webchat_request_seconds_bucket", le="+Inf", **labels) == 4
    assert found.value("webchat_request_seconds_sum", **labels) == pytest.approx(99.1010001)


def test_a_method_that_nobody_knows_makes_no_series_of_its_own(metrics: Metrics) -> None:
    for method in ("BREW", "X" * 500, 'a"b\nc'):
        metrics.request_answered(None, method, 405, 0.001)

    assert scrape(metrics).value("webchat_request_seconds_count", route="none", method="other", status="4xx") == 3


def test_a_reply_that_ends_tells_times_and_tokens(metrics: Metrics) -> None:
    metrics.reply_started()
    end(metrics, seconds=7.0, first_token_seconds=0.3, prompt_tokens=120, completion_tokens=40)
    end(metrics, seconds=1.0, prompt_tokens=None, completion_tokens=2)

    found = scrape(metrics)
    assert found.value("webchat_replies_started_total") == 1
    assert found.value("webchat_replies_ended_total", status="complete") == 2
    assert found.value("webchat_first_token_seconds_count") == 1
    assert found.value("webchat_first_token_seconds_bucket", le="0.25") == 0
    assert found.value("webchat_first_token_seconds_bucket", le="0.5") == 1
    assert found.value("webchat_reply_seconds_sum") == 8
    assert found.value("webchat_tokens_total", kind="prompt") == 120
    assert found.value("webchat_tokens_total", kind="completion") == 42


def test_a_failure_of_the_provider_is_counted_by_its_code(metrics: Metrics) -> None:
    end(metrics, status="failed", error="rate_limited")
    end(metrics, status="failed", error="a code from nowhere")

    found = scrape(metrics)
    assert found.value("webchat_provider_errors_total", error="rate_limited") == 1
    assert found.value("webchat_provider_errors_total", error="other") == 1
    assert "a code from nowhere" not in found.label_values()


def test_replies_of_a_lost_worker_count_as_interrupted(metrics: Metrics) -> None:
    end(metrics, status="interrupted")
    metrics.replies_swept(2)

    assert scrape(metrics).value("webchat_replies_ended_total", status="interrupted") == 3


def test_what_has_not_happened_yet_is_nought_and_not_missing(metrics: Metrics) -> None:
    found = scrape(metrics)

    codes = ("no_key", "quota", "unreachable", "too_slow", "content_filter")
    assert [found.value("webchat_provider_errors_total", error=code) for code in codes] == [0] * 5
    assert found.value("webchat_replies_ended_total", status="failed") == 0
    assert found.value("webchat_stream_viewers") == 0


def test_viewers_come_and_go(metrics: Metrics) -> None:
    metrics.viewer_opened()
    metrics.viewer_opened()
    metrics.viewer_closed()

    assert scrape(metrics).value("webchat_stream_viewers") == 1


@pytest.mark.parametrize(("claimed", "counted"), [(-5, 0), (10**400, 100_000_000)])
def test_a_provider_cannot_break_the_count_of_tokens(metrics: Metrics, claimed: int, counted: int) -> None:
    end(metrics, prompt_tokens=claimed)

    assert scrape(metrics).value("webchat_tokens_total", kind="prompt") == counted


def test_running_replies_are_left_out_when_nobody_knows_them(metrics: Metrics) -> None:
    assert scrape(metrics, running=4).value("webchat_replies_running") == 4
    assert "webchat_replies_running" not in scrape(metrics, running=None).families


def test_the_version_and_the_workers_are_told(metrics: Metrics) -> None:
    found = scrape(metrics)

    assert found.value("webchat_build_info", version=__version__) == 1
    assert found.value("webchat_workers") == 1


def test_every_family_is_explained_and_has_its_kind(metrics: Metrics) -> None:
    metrics.request_answered("/", "GET", 200, 0.1)
    end(metrics, first_token_seconds=0.2)

    found = scrape(metrics)
    kinds = {name: family.type for name, family in found.families.items()}
    assert kinds["webchat_request_seconds"] == "histogram"
    assert kinds["webchat_provider_errors"] == "counter"
    assert kinds["webchat_stream_viewers"] == "gauge"
    assert "unknown" not in kinds.values()
    assert all(family.documentation for family in found.families.values())


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_lose_no_count_and_no_series(metrics: Metrics) -> None:
    def count(thread: int) -> None:
        for number in range(200):
            metrics.request_answered(f"/{thread}/{number}", "GET", 200, 0.1)
            metrics.request_answered("/", "GET", 200, 0.1)

    threads = [threading.Thread(target=count, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = scrape(metrics)
    assert found.value("webchat_request_seconds_count", route="/", method="GET", status="2xx") == 800
    assert found.total("webchat_request_seconds_count") == 1600


def test_more_series_than_there_is_room_for_break_nothing() -> None:
    metrics = Metrics(Board())
    for number in range(3000):
        metrics.request_answered(f"/{number}", "GET", 200, 0.1)
    metrics.reply_started()

    found = scrape(metrics)
    assert 1000 < found.total("webchat_request_seconds_count") < 3000
    assert found.value("webchat_replies_started_total") == 1
    assert found.value("webchat_request_seconds_count", route="/0", method="GET", status="2xx") == 1
