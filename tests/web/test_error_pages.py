"""Failures nobody expected are told without details, and lose nothing either."""

from flask import Flask

from tests.person import Person


def broken(app: Flask) -> None:
    """Make the page fail in earnest: the database's tables are gone."""
    with app.extensions["desk"].database.writing() as session:
        session.connection().exec_driver_sql("PRAGMA foreign_keys = OFF")
        session.connection().exec_driver_sql("DROP TABLE submissions")


def test_an_unexpected_failure_shows_no_details_and_keeps_the_text(app: Flask, without_scripts: Person) -> None:
    broken(app)

    answer = without_scripts.send_message("typed for an hour")

    assert answer.status in (500, 503)
    assert "submissions" not in answer.words and "Traceback" not in answer.words
    assert any(field.get_text().strip() == "typed for an hour" for field in answer.all("textarea"))


def test_an_unexpected_failure_is_a_fragment_for_htmx(app: Flask, alice: Person) -> None:
    broken(app)

    answer = alice.send_message("hi")

    assert answer.status in (500, 503)
    assert answer.all("html") == []
    assert answer.words


def test_not_found_is_a_page_with_a_way_on(alice: Person) -> None:
    answer = alice.open("/no/such/page")

    assert answer.status == 404
    assert answer.one("main a[href='/']")
