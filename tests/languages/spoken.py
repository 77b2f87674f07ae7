"""Reads an answer for words that no translation has gone through: Latin letters where nobody typed any."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.languages.template_words import is_for_people

LATIN = re.compile(r"[A-Za-z]+(?:[ '’-][A-Za-z]+)*")
NAMES = {
    "webchat": "what this is called",
    "test-model": "the model of these tests",
    "UTC": "the zone",
    "English": "a language calls itself so",
    "Deutsch": "a language calls itself so",
    "conversations": "the name of a file",
    "json": "the name of a file",
    "Test": "the provider of these tests",
    "http": "within what the provider wrote",
    "x": "within what the provider wrote",
    "stop": "what the provider wrote",
    "Python": "a language of programs",
    "Bash": "a language of programs",
    "JavaScript": "a language of programs",
}
ENGLISH_BY_DESIGN = "code, pre, [translate=no], .part__code, script, style, [lang]:not(html)"


class Listener(FlaskClient):
    """A browser that remembers every answer it got."""

    heard: list[tuple[str, str, str]]

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        answer = super().open(*arguments, **options)
        if not hasattr(self, "heard"):
            self.heard = []
        if not 300 <= answer.status_code < 400 and answer.mimetype in ("text/html", "text/event-stream"):
            self.heard.append((f"{answer.request.method} {answer.request.path}", answer.mimetype, answer.text))
        return answer


def unsaid(kind: str, answer: str) -> Iterator[str]:
    """Words of ours in an answer that are not in the visitor's language."""
    for html in _pieces(answer) if kind == "text/event-stream" else [answer]:
        page = BeautifulSoup(html, "html5lib")
        for english in page.select(ENGLISH_BY_DESIGN):
            english.decompose()
        for text in _texts(page):
            yield from (found for found in LATIN.findall(text) if found not in NAMES)


def _pieces(stream: str) -> Iterator[str]:
    """The HTML in an event stream: whole fragments, or the second part of a patch."""
    for event in stream.split("\n\n"):
        lines = [line.removeprefix("data:") for line in event.splitlines() if line.startswith("data:")]
        data = "\n".join(lines).strip()
        yield from _strings(json.loads(data)) if data.startswith(("[", "{")) else [data]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield str(value.get("html", ""))
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _texts(page: Tag) -> Iterator[str]:
    for piece in page.descendants:
        if isinstance(piece, NavigableString) and not isinstance(piece, PreformattedString):
            yield str(piece)
        elif isinstance(piece, Tag):
            yield from (str(value) for name, value in piece.attrs.items() if is_for_people(name, str(value)))
