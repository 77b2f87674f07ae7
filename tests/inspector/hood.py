"""What the tests read on the page under the hood of a reply."""

import re
from typing import Any

from bs4 import Tag

from tests.person import HTMX, Answer, Person


def open_hood(person: Person, reply_id: str, query: str = "") -> Answer:
    """The fragment that htmx gets."""
    answer = person.open(f"/replies/{reply_id}/exchange{query}", headers=HTMX)
    assert answer.status == 200, answer.words
    return answer


def text_of(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def body_in(answer: Answer | Tag) -> str:
    """The JSON of the request as it stands on the page, its lines joined; without what else is written there."""
    page = answer.page if isinstance(answer, Answer) else answer
    section = page.select_one("#request-hood")
    assert section
    heading = next(each for each in section.select("h4") if "The body" in each.get_text())
    after = heading.find_next("h4")
    assert after
    later = after.find_all_next("code")
    codes = heading.find_all_next("code")
    codes = codes[: len(codes) - len(later)]
    return "".join(_without_indent(code) for code in codes)


def _without_indent(code: Tag) -> str:
    """What begins a line is indented; the rest of a long one is not."""
    is_begin = code.find_previous_sibling() is None and code.find_parent("details", class_="line__rest") is None
    return re.sub(r"^ +", "", code.get_text()) if is_begin else code.get_text()


def part(answer: Answer, key: str) -> tuple[str, str]:
    """The code of one part of the request's body, and the words beside it."""
    for each in answer.all("#request-hood .part"):
        name = each.select_one(".lexeme--key")
        if name and name.get_text() == f'"{key}"':
            return code_and_words(each)
    raise AssertionError(f"no part {key}")


def code_and_words(tag: Tag) -> tuple[str, str]:
    code, words = tag.select_one(".part__code"), tag.select_one(".part__words")
    assert code and words
    return text_of(code), text_of(words)


def section(answer: Answer, name: str) -> str:
    """The words of one section."""
    return text_of(answer.one(f"#{name}-hood"))


def table(answer: Answer) -> list[list[Any]]:
    return [[text_of(cell) for cell in row.select("th, td")[:2]] for row in answer.all(".growth tbody tr")]


def short(answer: Answer) -> dict[str, str]:
    """The questions that stand at the top, and their answers."""
    lines = answer.all(".hood__short > div")
    return {text_of(line.select("dt")[0]): text_of(line.select("dd")[0]) for line in lines}
