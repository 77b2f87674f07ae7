"""A conversation is called what its owner wants, on one line, in at most 200 characters."""

import pytest

from tests.conversations.keeper import Keeper, rows_of, titles_in
from tests.person import Answer, address_of


def field(answer: Answer) -> str:
    return str(answer.one("input[name=title]")["value"])


def test_the_form_stands_in_the_row_with_the_title_in_it(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    form = keeper.fetch(f"/conversations/{known_id}/title")

    assert field(form) == "A talk"
    assert form.one("input[name=title]").has_attr("autofocus")
    assert form.one("form")["hx-target"] == "closest .conversation"


def test_saving_gives_the_row_back_with_its_new_title(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    answer = keeper.act(known_id, "title", title="  About\n bees ")

    assert rows_of(answer) == ["About bees"]
    assert answer.one(f"li#conversation-{known_id} button").has_attr("autofocus")
    assert not answer.all("title")
    assert titles_in(keeper.open("/")) == ["About bees"]


def test_the_open_page_is_renamed_too(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    answer = keeper.act(known_id, "title", title="Bees", on=f"/conversations/{known_id}?at=3")

    assert answer.one('hx-partial[hx-target="#title"]').get_text() == "Bees"
    assert answer.one("title").get_text() == "Bees · webchat"
    assert answer.all("[aria-current=page]")


@pytest.mark.parametrize("title", ["", "   ", "\u200b\u200b", "\n\n"])
def test_an_empty_title_is_refused_in_words(keeper: Keeper, title: str) -> None:
    known_id = keeper.begin("A talk")

    answer = keeper.act(known_id, "title", title=title)

    assert answer.status == 422
    assert answer.one("[role=alert]").get_text() == "A title needs at least one character."
    assert titles_in(keeper.open("/")) == ["A talk"]


@pytest.mark.parametrize("length", [201, 10_000])
def test_a_title_that_is_too_long_is_refused_and_kept_in_the_field(keeper: Keeper, length: int) -> None:
    known_id = keeper.begin("A talk")

    answer = keeper.act(known_id, "title", title="ü" * length)

    assert answer.status == 422
    assert field(answer) == "ü" * length
    assert answer.one("form .problem").get_text() == f"This title has {length:,} characters; at most 200 are possible."
    assert answer.one("input[name=title]")["aria-invalid"] == "true"


def test_a_title_of_200_characters_is_possible(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    assert rows_of(keeper.act(known_id, "title", title="x" * 200)) == ["x" * 200]


def test_without_scripts_the_form_is_a_page_and_saving_leads_back(plain_keeper: Keeper) -> None:
    known_id = plain_keeper.begin("A talk")

    form = plain_keeper.open(f"/conversations/{known_id}/title")
    saved = plain_keeper.act(known_id, "title", title="Bees", next=str(form.one("main input[name=next]")["value"]))

    assert field(form) == "A talk"
    assert address_of(saved) == f"/conversations/{known_id}"
    assert plain_keeper.open(address_of(saved)).one("h1").get_text() == "Bees"


def test_without_scripts_a_refused_title_is_kept_on_the_page(plain_keeper: Keeper) -> None:
    known_id = plain_keeper.begin("A talk")

    answer = plain_keeper.act(known_id, "title", title="x" * 201, next="/conversations?shelf=archive")

    assert answer.status == 422
    assert field(answer) == "x" * 201
    assert answer.one("main input[name=next]")["value"] == "/conversations?shelf=archive"


def test_the_last_of_two_tabs_decides(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    keeper.act(known_id, "title", title="From one tab")
    keeper.act(known_id, "title", title="From the other")

    assert titles_in(keeper.open("/")) == ["From the other"]


def test_a_conversation_that_another_tab_deleted_is_not_renamed(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")
    keeper.act(known_id, "delete")

    assert keeper.act(known_id, "title", title="Bees").status == 404
