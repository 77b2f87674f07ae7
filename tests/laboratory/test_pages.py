"""The pages of the laboratory: each case tried through the page, with and without scripts."""

import pytest
from flask import Flask

from tests.conftest import KEY
from tests.person import Answer, Person
from tests.provider_server import ProviderServer
from webchat.laboratory.cases import CASES, MOST_CHARS, RIGHT_KEY, WRONG_KEY
from webchat.web.limits import counts_for

MESSAGE = "How deep is a fjord, and how long does it take to sail to its end?"
STATUSES = {
    "wrong-key": 401,
    "unknown-model": 404,
    "too-long": 400,
    "too-many": 429,
    "used-up": 429,
    "provider-broken": 500,
    "slow": None,
    "cut": 200,
    "nobody-there": None,
    "web-page": 200,
    "content-filter": 400,
    "all-well": 200,
}
WHOSE_TURN = {
    "wrong-key": "turn of the administrator",
    "too-long": "your turn",
    "too-many": "your turn",
    "provider-broken": "provider’s turn",
    "slow": "provider’s turn",
}


def tried(person: Person, slug: str, message: str = MESSAGE) -> Answer:
    return person.post(f"/lab/{slug}", message=message)


def test_the_page_lists_every_case_with_a_sentence(alice: Person) -> None:
    page = alice.open("/lab")

    links = {str(link["href"]): link for link in page.all(".laboratory__link")}
    assert list(links) == [f"/lab/{slug}" for slug in STATUSES] == [f"/lab/{slug}" for slug in CASES]
    assert all(len(does.get_text().split()) > 4 for does in page.all(".laboratory__does"))


@pytest.mark.parametrize("slug", STATUSES)
def test_a_case_shows_what_came_back_and_what_it_means(alice: Person, provider: ProviderServer, slug: str) -> None:
    answer = tried(alice, slug)

    status = STATUSES[slug]
    assert answer.status == 200
    assert (str(status) if status else "nothing") in answer.one("#experiment-title").get_text()
    assert answer.one("#shown-lab")
    if slug != "all-well":
        assert len(answer.all("#experiment > .explanation dd")) == 4
        assert answer.one(".failure [role=alert]")
        assert WHOSE_TURN.get(slug, "turn") in answer.one(".failure__turn").get_text()
    assert provider.requests == []


@pytest.mark.parametrize("slug", ["too-many", "cut"])
def test_without_scripts_the_whole_page_comes_back_with_the_message_in_its_field(
    without_scripts: Person, slug: str
) -> None:
    page = tried(without_scripts, slug)

    assert page.one("h1").get_text()
    assert page.one("#lab-message").get_text().strip() == MESSAGE
    assert page.one("#experiment .failure")
    assert page.one("#lab-form")["method"] == "post"


def test_a_wait_that_the_provider_asked_for_counts_down(alice: Person) -> None:
    answer = tried(alice, "too-many")

    assert 15 <= int(str(answer.one(".message [data-retry-after]")["data-retry-after"])) <= 20
    assert answer.one(".message [data-action=retry]")["form"] == "lab-form"
    assert "Asked once." in answer.one("#attempts").get_text()


@pytest.mark.parametrize("slug", ["provider-broken", "nobody-there"])
def test_what_may_pass_is_tried_three_times_and_said_so(alice: Person, slug: str) -> None:
    answer = tried(alice, slug)

    assert "Asked 3 times" in answer.one("#attempts").get_text()


def test_what_arrived_before_a_cut_is_kept(alice: Person) -> None:
    answer = tried(alice, "cut", "one two three four five six")

    assert answer.one(".message[data-role=assistant] > .message__body").get_text().strip() == "one two three"
    assert "is kept" in answer.one("#attempts").get_text()


def test_a_short_message_fits_even_the_tiny_model(alice: Person) -> None:
    answer = tried(alice, "too-long", "fjord")

    assert answer.all(".failure") == []
    assert answer.one(".message[data-role=assistant] > .message__body").get_text().strip() == "fjord"


def test_the_readers_own_words_are_sent_and_escaped(alice: Person) -> None:
    answer = tried(alice, "cut", "<b>hello</b> <img src=x onerror=alert(1)> there")

    assert answer.all("img, .message__body b") == []
    assert answer.one(".message[data-role=user]").get_text().strip().startswith("<b>hello</b> <img")


@pytest.mark.parametrize("message", ["", "   ", "x" * (MOST_CHARS + 1)])
def test_a_message_that_cannot_be_sent_is_refused_in_words(alice: Person, message: str) -> None:
    answer = tried(alice, "cut", message)

    assert answer.status == 422
    assert len(answer.one(".problem").get_text().split()) > 3


def test_an_unknown_case_is_not_there(alice: Person) -> None:
    assert alice.open("/lab/no-such-case").status == 404
    assert tried(alice, "no-such-case").status == 404


def test_another_site_cannot_try_anything(alice: Person) -> None:
    answer = alice.post("/lab/cut", headers={"Sec-Fetch-Site": "cross-site"}, message="Hi")

    assert answer.status == 403


def test_trying_counts_as_sending(app: Flask) -> None:
    app.extensions["sending_counts"] = counts_for("1/minute", None)
    alice = Person(app)
    alice.open("/lab")

    assert tried(alice, "unknown-model").status == 200
    assert tried(alice, "unknown-model").status == 429


def test_neither_a_real_nor_a_made_up_key_is_shown(alice: Person) -> None:
    pages = [str(tried(alice, slug).page) for slug in ("wrong-key", "cut", "unknown-model")]

    for key in (KEY, RIGHT_KEY, WRONG_KEY):
        assert not [page for page in pages if key in page]


def test_it_offers_no_program_that_would_send_ones_own_key_to_the_laboratory(alice: Person) -> None:
    assert tried(alice, "cut").all("#snippets-lab") == []


def test_all_errors_are_told_in_words(alice: Person) -> None:
    page = alice.open("/lab")

    codes = {str(each["id"]).removeprefix("error-") for each in page.all("#glossary details")}
    assert {"no_key", "too_large", "stopped", "interrupted", "length"} <= codes
    assert all(len(each.select("dd")) == 4 for each in page.all("#glossary details"))


def test_nothing_of_it_is_stored(alice: Person) -> None:
    before = alice.open("/").all("#conversation-list a")
    tried(alice, "all-well")

    assert alice.open("/").all("#conversation-list a") == before
    assert "no conversations here yet" in alice.open("/data").words
