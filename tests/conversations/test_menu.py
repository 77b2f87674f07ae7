"""What can be done with a conversation stands in its row's menu, or without scripts on a page of its own."""

import uuid
from typing import Any

import pytest

from tests.conftest import MakeApp
from tests.conversations.keeper import Keeper, titles_in
from tests.person import Answer, Person, address_of

EVERYTHING = ["Rename", "Pin", "Archive", "Tokens and cost", "Markdown", "Text", "JSON", "Web page", "Delete"]


def entries(answer: Answer, place: str = "") -> list[str]:
    found = answer.all(f"{place} .menu__entry, {place} .menu__exports > a")
    return [entry.get_text().strip() for entry in found]


def test_each_row_has_a_button_that_opens_its_menu(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    row = keeper.open("/").one(f"#conversation-{known_id}")
    button, menu = row.select("button")[0], row.select(".menu")[0]

    assert button["popovertarget"] == menu["id"]
    assert menu.has_attr("popover")
    assert button["hx-get"] == f"/conversations/{known_id}/menu"
    assert str(button["aria-labelledby"]).split() == [f"more-{known_id}", f"link-{known_id}"]
    assert button["aria-label"] == "Actions for"


def test_the_menu_offers_what_can_be_done(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    menu = keeper.fetch(f"/conversations/{known_id}/menu")

    assert entries(menu) == EVERYTHING
    assert menu.one("a[href$='.md']")["href"] == f"/conversations/{known_id}/export.md"


def test_a_pinned_one_can_be_unpinned(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk", is_pinned=True)

    assert entries(keeper.fetch(f"/conversations/{known_id}/menu"))[:3] == ["Rename", "Unpin", "Archive"]


def test_an_archived_one_can_be_taken_out_but_not_pinned(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk", shelf="archive")

    found = entries(keeper.fetch(f"/conversations/{known_id}/menu"))

    assert found[:2] == ["Rename", "Take out of the archive"]
    assert not {"Pin", "Archive"} & set(found)


def test_share_is_offered_only_where_sharing_is_on(make_app: MakeApp) -> None:
    keeper = Keeper(make_app(sharing=True))
    known_id = keeper.begin("A talk")

    menu = keeper.fetch(f"/conversations/{known_id}/menu")

    assert "Share" in entries(menu)


def test_without_scripts_the_menu_leads_to_a_page_with_the_same_actions(plain_keeper: Keeper) -> None:
    known_id = plain_keeper.begin("A talk")
    link = plain_keeper.open("/").one(f"#menu-{known_id} a")

    page = plain_keeper.open(str(link["href"]))

    assert entries(page, "main") == EVERYTHING
    assert page.one("main h1").get_text() == "A talk"
    assert not page.all("main [hx-get]")


def test_the_page_leads_back_to_where_one_was(plain_keeper: Keeper) -> None:
    known_id = plain_keeper.begin("A talk")
    on_the_archive = {"Referer": "http://localhost/conversations?shelf=archive"}

    page = plain_keeper.open(f"/conversations/{known_id}/menu", headers=on_the_archive)
    next_path = str(page.one("form[action$='/pin'] input[name=next]")["value"])
    done = plain_keeper.act(known_id, "pin", next=next_path)

    assert (done.status, address_of(done)) == (303, "/conversations?shelf=archive")
    assert titles_in(plain_keeper.open("/")) == ["A talk"]


@pytest.mark.parametrize("referer", ["https://evil.example/x", "http://localhost//evil.example", "http://[", ""])
def test_a_foreign_page_is_never_led_back_to(plain_keeper: Keeper, referer: str) -> None:
    known_id = plain_keeper.begin("A talk")

    page = plain_keeper.open(f"/conversations/{known_id}/menu", headers={"Referer": referer})

    assert page.one("form[action$='/pin'] input[name=next]")["value"] == f"/conversations/{known_id}"


def test_a_form_never_leads_to_another_host(plain_keeper: Keeper) -> None:
    known_id = plain_keeper.begin("A talk")

    assert address_of(plain_keeper.act(known_id, "pin", next="//evil.example")) == "/"


ROUTES = [
    ("GET", "menu"),
    ("GET", "title"),
    ("GET", "title/news"),
    *(("POST", name) for name in ("title", "pin", "unpin", "archive", "unarchive", "delete", "undelete")),
    *(("POST", name) for name in ("close", "stay", "keep")),
]


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_strangers_and_unknown_conversations_get_the_same_answer(
    keeper: Keeper, charlie: Person, method: str, route: str
) -> None:
    known_id = keeper.begin("A secret")
    form: dict[str, Any] = {"title": "Mine now"} if (method, route) == ("POST", "title") else {}

    answers = []
    for of in (known_id, str(uuid.uuid4())):
        path = f"/conversations/{of}/{route}"
        answers.append(charlie.post(path, **form) if method == "POST" else charlie.open(path))

    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].words.replace(known_id, "") == answers[1].words
    stored = keeper.stored(known_id)
    assert stored and (stored.title, stored.is_pinned, stored.shelf, stored.deleted_at) == (
        "A secret",
        False,
        "list",
        None,
    )


@pytest.mark.parametrize("route", [route for method, route in ROUTES if method == "POST"])
def test_another_site_can_do_nothing(keeper: Keeper, route: str) -> None:
    known_id = keeper.begin("A talk")

    answer = keeper.post(f"/conversations/{known_id}/{route}", headers={"Sec-Fetch-Site": "cross-site"}, title="Owned")

    assert answer.status == 403
    assert titles_in(keeper.open("/")) == ["A talk"]
