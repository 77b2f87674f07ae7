"""Failures nobody expected are told without details, and lose nothing either."""

import pytest
from flask import Flask

from tests.person import Person


def test_an_unexpected_failure_shows_no_details_and_keeps_the_text(app: Flask, without_scripts: Person) -> None:
    del app.extensions["sending_counts"]

    answer = without_scripts.send_message("typed for an hour")

    assert answer.status == 500
    assert "sending_counts" not in answer.words and "KeyError" not in answer.words
    assert answer.one("#kept-text").get_text().strip() == "typed for an hour"


def test_an_unexpected_failure_is_a_fragment_for_htmx_and_is_logged(
    app: Flask, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    del app.extensions["sending_counts"]

    answer = alice.send_message("hi")

    assert answer.status == 500
    assert answer.all("html") == []
    assert "try again" in answer.words
    assert "KeyError: 'sending_counts'" in caplog.text


def test_not_found_is_a_page_with_a_way_on(alice: Person) -> None:
    answer = alice.open("/no/such/page")

    assert answer.status == 404
    assert answer.one("main a[href='/']")
