"""Pinned conversations stand above the others; archived ones stand on a page of their own."""

from datetime import timedelta

from tests.conversations.keeper import Keeper, groups_in, titles_in
from tests.person import address_of

DAY = timedelta(days=1)


def test_pinning_moves_a_row_to_the_pinned_ones(keeper: Keeper) -> None:
    keeper.begin("Newer")
    known_id = keeper.begin("Older", ago=DAY)

    answer = keeper.act(known_id, "pin")

    assert groups_in(answer) == {"Pinned": ["Older"], "Today": ["Newer"]}
    assert answer.one("[autofocus]")["id"] == f"more-{known_id}"
    assert groups_in(keeper.open("/"), "nav") == groups_in(answer)


def test_unpinning_moves_it_back_to_its_day(keeper: Keeper) -> None:
    known_id = keeper.begin("Older", ago=DAY, is_pinned=True)

    assert groups_in(keeper.act(known_id, "unpin")) == {"Yesterday": ["Older"]}


def test_the_open_conversation_stays_marked_when_another_is_pinned(keeper: Keeper) -> None:
    open_id, other_id = keeper.begin("Open"), keeper.begin("Other")

    answer = keeper.act(other_id, "pin", on=f"/conversations/{open_id}")

    assert [link.get_text().strip() for link in answer.all("[aria-current]")] == ["Open"]


def test_archiving_takes_a_row_from_the_list_and_says_so(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    answer = keeper.act(known_id, "archive")

    notice = answer.one('hx-partial[hx-target="#notice"]')
    assert "Archived “A talk”" in " ".join(notice.get_text(" ").split()).replace("“ ", "“").replace(" ”", "”")
    assert notice.select("form")[0]["action"] == f"/conversations/{known_id}/unarchive"
    assert titles_in(keeper.open("/")) == []


def test_the_archive_lists_what_was_put_there(keeper: Keeper) -> None:
    keeper.begin("In the list")
    known_id = keeper.begin("A talk")
    keeper.act(known_id, "archive")

    page = keeper.open("/conversations?shelf=archive")

    assert titles_in(page, "main") == ["A talk"]
    assert titles_in(page) == ["In the list"]
    assert page.one("h1").get_text() == "Archive"
    assert keeper.open("/").one(".sidebar__foot a[href='/conversations?shelf=archive']").get_text() == "Archive"


def test_an_archived_conversation_is_opened_by_its_address_as_before(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk", shelf="archive")

    assert keeper.open(f"/conversations/{known_id}").one("h1").get_text() == "A talk"


def test_taking_it_out_brings_it_back_to_the_list(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk", shelf="archive")

    answer = keeper.act(known_id, "unarchive", on="/conversations?shelf=archive")

    assert titles_in(answer, 'hx-partial[hx-target="#conversation-list"]') == ["A talk"]
    assert titles_in(keeper.open("/")) == ["A talk"]


def test_an_empty_archive_says_so(keeper: Keeper) -> None:
    assert "Nothing is archived." in keeper.open("/conversations?shelf=archive").one("main").get_text()


def test_without_scripts_archiving_leads_back(plain_keeper: Keeper) -> None:
    known_id = plain_keeper.begin("A talk")

    answer = plain_keeper.act(known_id, "archive", next="/conversations?shelf=list")

    assert (answer.status, address_of(answer)) == (303, "/conversations?shelf=list")
    assert titles_in(plain_keeper.open("/")) == []
