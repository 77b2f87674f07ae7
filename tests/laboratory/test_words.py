"""A walk through the laboratory in a language that nobody speaks: no text of ours is left in English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.languages.walking import folder as folder
from tests.languages.walking import foreigner, translated, unsaid_to
from webchat.laboratory.cases import CASES


@pytest.fixture
def app(make_app: MakeApp, folder: Path) -> Iterator[Flask]:
    app = translated(make_app(), folder)
    yield app
    app.extensions["laboratory"].close()


def test_its_pages_are_told_in_the_visitors_language(app: Flask) -> None:
    anna = foreigner(app)

    anna.open("/lab")
    anna.open("/lab/cut")
    anna.post("/lab/cut", message="")
    anna.open("/lab/no-such-case")

    assert unsaid_to(anna) == {}


@pytest.mark.parametrize("slug", CASES)
def test_what_it_says_of_an_experiment_is_told_in_the_visitors_language(app: Flask, slug: str) -> None:
    anna = foreigner(app)

    answer = anna.post(f"/lab/{slug}", message="Что такое фьорд и почему их так много?")

    ours = answer.all("#experiment > h2, #experiment > p, .explanation dt, .explanation dd, .failure__words p")
    assert len(ours) > 5
    assert [part for part in ours if "⟦" not in part.get_text()] == []
