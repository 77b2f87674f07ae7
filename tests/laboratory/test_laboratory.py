"""Trying a case: how long it takes, how many at once, and that the client is the one that asks the real providers."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from webchat.errors import Busy
from webchat.laboratory.cases import CASES, Case
from webchat.laboratory.laboratory import MOST_AT_ONCE, Laboratory

VISITORS = 5  # one after the other they would wait so many times the second and a half


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_case_ends_as_it_says_within_its_time(laboratory: Laboratory, case: Case) -> None:
    begun = time.monotonic()

    experiment = laboratory.ask(case, "What is a fjord, and how deep can it be?")

    assert experiment.error == case.code
    assert time.monotonic() - begun < 4.5


def test_several_try_different_cases_at_the_same_time(laboratory: Laboratory) -> None:
    slow, cut = CASES["slow"], CASES["cut"]

    with ThreadPoolExecutor(VISITORS) as pool:
        begun = time.monotonic()
        patient = list(pool.map(laboratory.ask, [slow] * VISITORS, ["one two three four"] * VISITORS))
        seconds = time.monotonic() - begun
        third, fourth = pool.map(laboratory.ask, (cut, cut), ("one two three four", "five six seven eight"))

    assert [each.error for each in patient] == ["too_slow"] * VISITORS
    assert seconds < VISITORS * 1.5
    assert (third.text.strip(), fourth.text.strip()) == ("one two", "five six")


def test_more_than_there_is_room_for_are_told_to_wait(laboratory: Laboratory) -> None:
    before = threading.active_count()
    threads = [
        threading.Thread(target=laboratory.ask, args=(CASES["slow"], "Hi"), name=f"visitor-{n}")
        for n in range(MOST_AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 5
    while threading.active_count() < before + 2 * MOST_AT_ONCE and time.monotonic() < until:
        threading.Event().wait(0.01)

    with pytest.raises(Busy):
        laboratory.ask(CASES["unknown-model"], "Hi")
    for thread in threads:
        thread.join(5)
    assert laboratory.ask(CASES["unknown-model"], "Hi").error == "model_unknown"


def test_the_request_is_recorded_as_it_was_sent_and_the_answer_as_it_came(laboratory: Laboratory) -> None:
    record = laboratory.ask(CASES["too-many"], "Tell me about fjörds").record

    assert "Tell me about fjörds".encode() in record.request_body
    assert b'"model":"lab-busy"' in record.request_body
    assert record.request_headers.value_of("Authorization") == "Bearer $OPENAI_API_KEY"
    assert record.response_headers.value_of("retry-after") == "20"
    assert (record.response_headers.value_of("x-request-id") or "").startswith("req_")
    assert record.status == 429 and b'"code": "rate_limit_exceeded"' in record.response_body


def test_waits_between_attempts_are_told_and_only_those(laboratory: Laboratory) -> None:
    broken, slow = (laboratory.ask(CASES[slug], "Hi") for slug in ("provider-broken", "slow"))

    assert (broken.attempts, slow.attempts) == (3, 1)
    assert 0 < broken.waited < 2.5
    assert slow.waited < 1.0
