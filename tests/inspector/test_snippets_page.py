"""Run it yourself, on the page: three programs of which one is open, how to run each, or why there is none."""

import sqlite3
import zlib
from contextlib import closing

import pytest
from bs4 import Tag

from tests.conftest import MakeApp
from tests.person import Answer, Person
from webchat.config import Settings


@pytest.fixture
def person(make_app: MakeApp) -> Person:
    return Person(make_app())


def opened(person: Person, text: str = "What is a fjord?") -> Answer:
    return person.open(f"/replies/{person.ask(text).reply_id}/exchange")


def commands(program: Tag) -> list[str]:
    return [command.get_text() for command in program.select(".snippet__commands li")]


def test_three_programs_stand_there_and_one_is_open(person: Person) -> None:
    programs = opened(person).all("details.snippet")

    assert [program.summary.get_text() for program in programs if program.summary] == ["Python", "curl", "JavaScript"]
    assert len({str(program["name"]) for program in programs}) == 1
    assert [program.has_attr("open") for program in programs] == [True, False, False]
    assert all(len(program.select(".code [data-action=copy-code]")) == 1 for program in programs)


def test_each_says_how_to_run_it(person: Person) -> None:
    python, curl, javascript = opened(person).all("details.snippet")

    assert commands(python) == ["pip install requests", "export OPENAI_API_KEY=…", "python ask.py"]
    assert commands(curl) == ["export OPENAI_API_KEY=…"]
    assert commands(javascript) == ["export OPENAI_API_KEY=…", "node ask.mjs"]
    assert "ask.py" in python.get_text() and "ask.mjs" in javascript.get_text()
    assert "Unix shell" in curl.get_text() and "Node.js 18" in javascript.get_text()
    assert all("Put your own API key" in program.get_text() for program in (python, curl, javascript))


def test_what_often_goes_wrong_is_folded_below_the_python_program(person: Person) -> None:
    page = opened(person)

    (trouble,) = page.all(".snippet__trouble")
    words = trouble.get_text()
    assert not trouble.has_attr("open")
    assert all(each in words for each in ("python.org", "pip3", "externally-managed-environment", "$env:NAME"))
    assert "changes at each start" not in page.words


def test_the_address_of_the_built_in_model_is_said_to_change(make_app: MakeApp) -> None:
    page = opened(Person(make_app(model={"is_demo": True})))

    assert "It is the address of the built-in model, and it changes at each start." in page.words


def test_without_a_key_none_is_asked_for(make_app: MakeApp) -> None:
    python, curl, _ = opened(Person(make_app(model={"api_key": None}))).all("details.snippet")

    assert commands(python) == ["pip install requests", "python ask.py"]
    assert commands(curl) == []
    assert "API key" not in python.get_text()


def test_a_text_that_looks_like_html_is_shown_as_it_is(person: Person) -> None:
    hostile = "</code></pre><script>alert(1)</script> ``` <b>"

    page = opened(person, f"Look:\n{hostile}\n```\n")

    assert "alert(1)" not in "".join(script.get_text() for script in page.all("script"))
    assert all(hostile in code.get_text() for code in page.all(".snippet .code pre"))


def test_a_program_that_is_too_long_for_colours_can_still_be_copied(person: Person, settings: Settings) -> None:
    reply_id = person.ask("What is a fjord?").reply_id
    _change(settings, "UPDATE exchanges SET request_body = ?", zlib.compress(b'{"text": "%b"}' % (b"x" * 100_000)))

    page = person.open(f"/replies/{reply_id}/exchange")

    blocks = page.all("details.snippet .code pre")
    assert len(blocks) == 3 and all("x" * 100_000 in block.get_text() for block in blocks)
    assert len(page.all("details.snippet [data-action=copy-code]")) == 3


def test_a_request_that_is_not_kept_whole_has_no_program_but_words(person: Person, settings: Settings) -> None:
    reply_id = person.ask("What is a fjord?").reply_id
    _change(settings, "UPDATE exchanges SET request_cut = 9")

    page = person.open(f"/replies/{reply_id}/exchange")

    assert not page.all("details.snippet")
    assert "There is no program for this request." in page.words


def _change(settings: Settings, statement: str, *values: bytes) -> None:
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as database:
        database.execute(statement, values)
        database.commit()
