"""The page of a comparison: both replies, running or ended, stopping one, doing it once more, and who may see it."""

import threading
import uuid

import pytest

from tests.comparing.compared import (
    FAR,
    NEAR,
    QUESTION,
    address_in,
    begun,
    compare,
    ended,
    ids_in,
    replies,
    statuses,
    values,
)
from tests.conftest import MakeApp
from tests.conversations.keeper import Keeper
from tests.kept_exchanges import exchanges_of
from tests.person import HTMX, Answer, Person
from webchat.models.catalogue import OfferedProvider
from webchat.setting_values import Budget

ROUTES = [
    ("get", ""),
    ("get", "/settings"),
    ("post", "/stop"),
    ("post", "/keep"),
    ("post", "/close"),
    ("post", "/stay"),
]


def test_the_numbers_and_the_way_under_the_hood_stand_at_each_reply(alice: Person) -> None:
    page = alice.open(ended(alice))

    for side in "ab":
        assert "tokens" in page.one(f"#side-{side} .message__facts").get_text()
        assert page.all(f"#side-{side} a[data-action=under]")


def test_what_is_under_either_hood_finds_the_message_on_the_page(alice: Person) -> None:
    address = ended(alice)
    page = alice.open(address)

    for known_id in ids_in(address):
        own = alice.open(f"/conversations/{known_id}").one("article[data-role=user]")
        assert QUESTION in page.one(f"#{own['id']}").get_text()


def test_the_budget_is_told(make_app: MakeApp, both: list[OfferedProvider]) -> None:
    alice = Person(make_app(providers=both, budget=Budget(tokens=20)))
    address = ended(alice)

    assert "budget" in alice.open(address).one("#budget").get_text()
    assert "budget" in alice.open("/compare").one(".usage-note").get_text()


def test_what_the_model_wrote_is_no_markup(alice: Person) -> None:
    page = alice.open(ended(alice, message="<b>hi</b>", b_instructions="<script>x</script>"))

    assert page.one("article[data-role=user] .message__body").get_text() == "<b>hi</b>"
    assert not page.all("main script")


def test_a_reload_follows_both_running_replies(alice: Person, written: threading.Event) -> None:
    address = begun(alice)

    page = alice.open(address)
    written.set()

    for side in "ab":
        reply = page.one(f"#side-{side} article.message")
        assert str(reply["hx-sse:connect"]).startswith(f"/replies/{str(reply['id']).removeprefix('message-')}/events")
        alice.await_reply(str(reply["id"]).removeprefix("message-"))
    assert replies(alice.open(address)) == {"a": "Half whole", "b": "Half whole"}


def test_without_streams_the_page_asks_again_and_again(
    make_app: MakeApp, both: list[OfferedProvider], written: threading.Event
) -> None:
    alice = Person(make_app(providers=both, streaming=False, read_timeout=60.0))

    page = alice.open(begun(alice))

    assert str(page.one("#side-a article.message")["hx-get"]).endswith("?wait=1")
    written.set()


def test_without_scripts_the_page_arrives_with_both(plain: Person, written: threading.Event) -> None:
    address = address_in(compare(plain))

    page = plain.open_arriving(address, written)

    assert page.status == 200
    assert statuses(page) == {"a": "complete", "b": "complete"}
    assert replies(page) == {"a": "Half whole", "b": "Half whole"}
    assert page.all("#compare-again")


def test_of_two_that_arrive_one_may_have_ended(plain: Person, written: threading.Event) -> None:
    address = address_in(compare(plain, a_model=FAR, b_model=NEAR))

    assert replies(plain.open_arriving(address, written)) == {"a": "From afar", "b": "Half whole"}


@pytest.mark.usefixtures("written")
def test_one_side_is_stopped_and_the_other_goes_on(alice: Person) -> None:
    address = begun(alice)
    b_id = str(alice.open(address).one("#side-b article.message")["id"]).removeprefix("message-")
    alice.await_text(b_id, "Half")

    answer = alice.post(f"{address}/stop", side="b")

    alice.await_reply(b_id)
    assert answer.status == 204
    assert statuses(alice.open(address)) | {"a": "streaming"} == {"a": "streaming", "b": "stopped"}
    assert statuses(alice.open(address))["a"] in ("pending", "streaming")


@pytest.mark.usefixtures("written")
def test_without_scripts_stopping_leads_back_to_the_comparison(plain: Person) -> None:
    address = begun(plain)

    assert address_in(plain.post(f"{address}/stop", side="a")) == f"{address}?wait=1"


def test_another_version_is_shown_in_its_place(alice: Person) -> None:
    address = ended(alice)
    before = alice.open(address).one("#side-a article.message")

    again = alice.retry(str(before["id"]).removeprefix("message-"))
    alice.await_reply(again.reply_id)

    shown = alice.open(address).one("#side-a article.message")
    assert shown["id"] == f"message-{again.reply_id}"
    assert shown.select(".versions")


def test_once_more_carries_the_message_and_both_settings(alice: Person) -> None:
    page = alice.open(ended(alice, a_temperature="0", b_model=FAR, b_instructions="Two\nlines"))

    carried = {str(field["name"]): str(field["value"]) for field in page.all("#compare-again input")}
    assert carried.pop("submission_id")
    assert carried == {
        "message": QUESTION,
        "a_temperature": "0",
        "b_model": FAR,
        "b_instructions": "Two\nlines",
    }


def test_changing_it_brings_the_form_with_all_of_it(alice: Person) -> None:
    page = alice.open(ended(alice, a_temperature="0", b_instructions="Be brief."))

    form = alice.open(str(page.one("a[href^='/compare?a=']")["href"]))

    assert values(form)["message"] == QUESTION
    assert (values(form)["a_temperature"], values(form)["b_instructions"]) == ("0", "Be brief.")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_stranger_finds_nothing(method: str, path: str, alice: Person, charlie: Person) -> None:
    address = ended(alice)

    for stranger in (charlie, Person(alice.client.application)):
        answer = stranger.open(address + path) if method == "get" else stranger.post(address + path, side="a")
        assert answer.status == 404
        assert QUESTION not in answer.words
    assert alice.open(address).status == 200


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_what_does_not_belong_together_is_not_found(method: str, path: str, alice: Person, charlie: Person) -> None:
    own, other = ids_in(ended(alice))[0], ids_in(ended(alice, message="Something else"))[1]
    foreign = ids_in(ended(charlie))[1]
    unknown = "00000000-0000-4000-8000-000000000000"

    for second in (other, foreign, own, unknown):
        place = f"/compare/{own}/{second}{path}"
        answer = alice.open(place) if method == "get" else alice.post(place, side="a")
        assert answer.status == 404


def test_there_is_no_third_side_to_stop_or_keep(alice: Person) -> None:
    address = ended(alice)

    assert alice.post(f"{address}/stop", side="c").status == 404
    assert alice.post(f"{address}/keep", side="c").status == 404


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_was_sent_for_each_is_recorded_if_that_is_on(
    make_app: MakeApp, both: list[OfferedProvider], is_kept: bool
) -> None:
    keeper = Keeper(make_app(providers=both, exchanges=is_kept))
    page = keeper.open(ended(keeper))

    for side in "ab":
        address = str(page.one(f"#side-{side} a[data-action=under]")["hx-get"])
        hood = Answer(keeper.client.get(address, headers=HTMX))
        with keeper.database.reading() as session:
            assert len(exchanges_of(session, uuid.UUID(address.split("/")[2]))) == int(is_kept)
        assert ("chat/completions" in hood.words) is is_kept
