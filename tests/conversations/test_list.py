"""The list of conversations on every page, 30 at a time."""

from datetime import UTC, datetime, timedelta

from tests.conversations.keeper import Keeper, groups_in, rows_of, titles_in
from tests.person import Person

DAY = timedelta(days=1)


def test_a_first_visitor_has_an_empty_list(alice: Person) -> None:
    page = alice.open("/")

    assert titles_in(page) == []
    assert page.one("nav#conversations")["aria-label"] == "Conversations"
    assert page.one("[popovertarget=conversations]:not([popovertargetaction])").get_text().strip() == "Conversations"


def test_conversations_are_listed_by_their_time_on_every_page(keeper: Keeper) -> None:
    keeper.begin("Old", ago=DAY * 400)
    keeper.begin("Newest")
    keeper.begin("Yesterday's", ago=DAY)
    keeper.begin("Dear", ago=DAY * 500, is_pinned=True)

    listed = groups_in(keeper.open("/"), "nav")

    assert list(listed)[:3] == ["Pinned", "Today", "Yesterday"]
    assert list(listed.values()) == [["Dear"], ["Newest"], ["Yesterday's"], ["Old"]]
    assert titles_in(keeper.open("/nowhere")) == ["Dear", "Newest", "Yesterday's", "Old"]


def zone_where_it_is(hour: int) -> str:
    """A zone whose clock shows this hour now. Etc/GMT-3 is three hours ahead (POSIX signs)."""
    ahead = (hour - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def test_days_are_those_of_the_browsers_zone(keeper: Keeper) -> None:
    keeper.begin("Some hours ago", ago=timedelta(hours=3))

    keeper.client.set_cookie("zone", zone_where_it_is(12))
    at_noon = groups_in(keeper.open("/"), "nav")
    keeper.client.set_cookie("zone", zone_where_it_is(1))
    at_night = groups_in(keeper.open("/"), "nav")

    assert (list(at_noon), list(at_night)) == (["Today"], ["Yesterday"])


def test_a_nonsense_zone_does_no_harm(keeper: Keeper) -> None:
    keeper.begin("A talk")
    keeper.client.set_cookie("zone", "../../etc/passwd")

    assert groups_in(keeper.open("/"), "nav") == {"Today": ["A talk"]}


def test_the_open_conversation_is_marked(keeper: Keeper) -> None:
    keeper.begin("Other")
    known_id = keeper.begin("Open")

    page = keeper.open(f"/conversations/{known_id}")

    assert [link.get_text().strip() for link in page.all("[aria-current=page]")] == ["Open"]


def test_thirty_are_shown_and_the_next_thirty_lie_behind_a_link(keeper: Keeper) -> None:
    keeper.begin_many(70)

    first = keeper.open("/")
    address = str(first.one(".more")["href"])
    second = keeper.fetch(address)
    third = keeper.fetch(str(second.one(".more")["href"]))

    assert titles_in(first) == [f"Talk {n}" for n in range(30)]
    assert first.one(".more")["hx-get"] == address
    assert rows_of(second) == [f"Talk {n}" for n in range(30, 60)]
    assert rows_of(third) == [f"Talk {n}" for n in range(60, 70)]
    assert not third.all(".more")


def test_headings_are_not_repeated_from_page_to_page(keeper: Keeper) -> None:
    keeper.begin_many(31)
    keeper.begin("Yesterday's", ago=DAY)

    second = keeper.fetch(str(keeper.open("/").one(".more")["href"]))

    assert groups_in(second) == {"": ["Talk 30"], "Yesterday": ["Yesterday's"]}
    assert not second.all("[id=list-today-rows]")


def test_without_scripts_more_conversations_are_a_page_with_headings(plain_keeper: Keeper) -> None:
    plain_keeper.begin_many(31)

    page = plain_keeper.open(str(plain_keeper.open("/").one(".more")["href"]))

    assert groups_in(page, "main") == {"Today": ["Talk 30"]}
    assert page.one("h1").get_text() == "Conversations"
    assert titles_in(page) == []


def test_no_id_stands_twice_on_any_page(keeper: Keeper) -> None:
    keeper.begin_many(31)
    keeper.begin("Put aside", shelf="archive")

    for path in ("/", "/conversations", "/conversations?shelf=archive", "/temporary"):
        ids = [element["id"] for element in keeper.open(path).all("[id]")]
        assert len(ids) == len(set(ids)), path


def test_a_cursor_that_is_none_of_ours_leads_nowhere(keeper: Keeper) -> None:
    for cursor in ("x", "%00", "é", "AAAA", "9" * 5000):
        assert keeper.open(f"/conversations?after={cursor}").status == 404, cursor


def test_a_shelf_that_does_not_exist_is_not_found(keeper: Keeper) -> None:
    for shelf in ("temporary", "cellar", ""):
        assert keeper.open(f"/conversations?shelf={shelf}").status == 404, shelf


def test_a_stranger_sees_nothing_of_it(keeper: Keeper, charlie: Person) -> None:
    keeper.begin_many(40)

    address = str(keeper.open("/").one(".more")["href"])

    assert titles_in(charlie.open("/")) == ["Hello, I am Charlie"]
    assert "Talk" not in charlie.open(address).words


def test_titles_are_text_whatever_they_hold(keeper: Keeper) -> None:
    hostile = '"><script>alert(1)</script><hx-partial hx-target="body">'
    keeper.begin(hostile)

    page = keeper.open("/")

    assert titles_in(page) == [hostile]
    assert page.one("nav .conversation__link")["title"] == hostile
    assert not page.all("nav script, nav hx-partial")


def test_a_message_brings_its_conversation_to_the_top(keeper: Keeper) -> None:
    keeper.begin("Newer")
    known_id = keeper.begin("Older", ago=DAY)

    keeper.ask("And one thing more", conversation_id=known_id)

    assert titles_in(keeper.open("/")) == ["Older", "Newer"]


def test_the_first_message_puts_its_row_at_the_top_without_a_reload(alice: Person) -> None:
    page = alice.open("/")

    sent = alice.send_message("A new subject")

    row = sent.one('hx-partial[hx-target="#list-today-rows"][hx-swap=afterbegin] > li.conversation')
    link = row.select_one(".conversation__link")

    assert link and link.get_text().strip() == "A new subject"
    assert link["aria-current"] == "page"
    assert page.one("#list-today-rows").name == "ul"


def test_the_second_message_brings_no_row(keeper: Keeper) -> None:
    first = keeper.ask("A new subject").sent  # type: ignore[attr-defined]

    second = keeper.send_message("More of it", conversation_id=first.conversation_id)

    assert not second.all(".conversation")


def test_a_page_does_not_grow_with_what_it_does_not_show(keeper: Keeper) -> None:
    keeper.begin_many(40)
    few = len(keeper.client.get("/").data)
    keeper.begin_many(1_000)

    assert len(keeper.client.get("/").data) < few * 1.1
