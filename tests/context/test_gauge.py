"""The gauge at the text field: what it says is what is then sent to any provider; strangers learn nothing."""

import uuid

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.context.asking import ask_gauge, gauge_in, goes_along, owner_of, stays_behind, stored, texts_in
from tests.context.conversations import write
from tests.person import Person, address_of, conversation_of
from tests.provider_server import ProviderServer


@pytest.fixture
def small(make_app: MakeApp) -> Flask:
    """An application whose model reads little."""
    return make_app(model={"context_tokens": 900, "max_reply_tokens": 300})


@pytest.mark.parametrize("seed", range(25))
def test_what_the_gauge_leaves_out_is_what_the_request_lacks(small: Flask, provider: ProviderServer, seed: int) -> None:
    alice = Person(small)
    owner = owner_of(small, conversation_of(alice.ask("Hello").sent))  # type: ignore[attr-defined]
    written = write(small, owner, seed, longest=12)

    gauge, sent, left_out = ask_gauge(alice, written), goes_along(alice, written), stays_behind(alice, written)
    reply = stored(small, alice.ask(written.draft, conversation_id=written.conversation_id).reply_id)

    assert texts_in(provider.requests[-1].json["messages"]) == "\n\n".join([*sent, written.draft])
    assert reply.left_out == left_out == (left_out if gauge.is_over else gauge.left_out)
    assert gauge.is_estimate


def test_a_new_conversation_has_a_gauge_for_what_its_composer_says(alice: Person) -> None:
    short = gauge_in(alice.post("/gauge", message="Hello"))
    longer = gauge_in(alice.post("/gauge", message="Hello", instructions="Answer in rhymes. " * 50))

    assert short.tokens < 10
    assert longer.tokens > 290


def test_while_somebody_types_the_page_learns_what_another_tab_has_chosen(alice: Person) -> None:
    conversation_id = conversation_of(alice.send_message("Hello"))
    alice.post(f"/conversations/{conversation_id}/parameters", temperature="0.5")

    typing = alice.post("/gauge", message="And", conversation_id=conversation_id)

    assert "temperature 0.5" in typing.one("hx-partial #answering-label").get_text()
    assert not alice.post("/gauge", message="And").all("#answering-label"), "a new one is this tab's alone"


def test_somebody_unknown_can_type_and_stays_unknown(app: Flask) -> None:
    answer = Person(app).post("/gauge", message="Hello", submission_id="x", assistant="", temporary="on")

    assert gauge_in(answer).tokens == 6
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("form", [{"assistant": "x"}, {"message": "Hello", "colour": "blue"}])
def test_another_form_is_refused(alice: Person, form: dict[str, str]) -> None:
    assert alice.post("/gauge", **form).status == 400


def test_what_makes_no_sense_in_the_composer_is_passed_over_until_it_is_sent(alice: Person) -> None:
    forged = {"model": "nobody/none", "temperature": "hot", "max_tokens": "-1", "assistant": "nobody"}

    assert gauge_in(alice.post("/gauge", message="Hello", **forged)).tokens == 6


def test_a_stranger_finds_neither_gauge_nor_page(alice: Person, charlie: Person, app: Flask) -> None:
    conversation = conversation_of(alice.ask("My secret").sent)  # type: ignore[attr-defined]
    path = f"/conversations/{conversation}/context"

    answers = [
        person.post("/gauge", message="x", conversation_id=asked)
        for person in (charlie, Person(app))
        for asked in (conversation, str(uuid.uuid4()), "none")
    ]
    answers += [charlie.open(path), Person(app).open(path), charlie.post(path, message="x")]

    assert {answer.status for answer in answers} == {404}
    assert not any("secret" in answer.words for answer in answers)


def test_a_deleted_conversation_has_no_gauge(alice: Person) -> None:
    conversation = conversation_of(alice.ask("Hello").sent)  # type: ignore[attr-defined]
    alice.post(f"/conversations/{conversation}/delete")

    assert alice.post("/gauge", message="x", conversation_id=conversation).status == 404


def test_who_types_is_not_counted_as_sending_but_has_a_bound(make_app: MakeApp) -> None:
    alice = Person(make_app(rate_limit="1/hour"))

    statuses = [alice.post("/gauge", message="x" * length).status for length in range(301)]

    assert statuses == [200] * 300 + [429]
    assert alice.send_message("Hello").status == 200


def test_the_gauge_is_quiet_until_a_third_is_used(small: Flask) -> None:
    alice = Person(small)

    lines = [alice.post("/gauge", message="x" * length).one("#gauge-line") for length in (30, 840, 920, 2_000)]

    assert ["data-quiet" in line.attrs for line in lines] == [True, True, False, False]
    assert ["data-over" in line.attrs for line in lines] == [False, False, False, True]


def test_the_gauge_says_so_in_a_bar_and_in_words_and_interrupts_nobody(alice: Person) -> None:
    conversation = conversation_of(alice.ask("Hello").sent)  # type: ignore[attr-defined]

    line = alice.post("/gauge", message="Hello", conversation_id=conversation)

    meter = line.one("meter")
    assert (meter["max"], int(str(meter["value"])) > 10) == ("8192", True)
    assert line.one("button")["popovertarget"] == "gauge-glance"
    assert not line.all("[aria-live], [role=status], [role=alert]")


def test_the_page_tells_without_scripts_what_the_model_will_read(small: Flask) -> None:
    alice = Person(small, with_scripts=False)
    sent = alice.send_message("First question, which is long. " + "word " * 300)
    conversation = address_of(sent).split("/")[-1].split("?")[0]
    alice.open(address_of(sent))

    page = alice.open(f"/conversations/{conversation}/context")

    assert page.status == 200
    assert "First question, which is long." in page.one("[aria-labelledby=glance-sent]").get_text(" ")
    assert page.one(f'a[href="/conversations/{conversation}"].button')


def test_messages_are_shown_by_their_first_words_only(small: Flask) -> None:
    alice = Person(small)
    conversation = conversation_of(alice.ask("<b>First</b> " + "word " * 200).sent)  # type: ignore[attr-defined]
    alice.ask("Second " + "word " * 200, conversation_id=conversation)

    page = alice.post(f"/conversations/{conversation}/context", message="And now?")

    left_out = [item.get_text(" ") for item in page.all("[aria-labelledby=glance-left-out] li")]
    assert any("<b>First</b> word" in words for words in left_out)
    assert all(len(words) < 130 for words in left_out)


def test_instructions_are_shown_the_assistants_and_own_ones(make_app: MakeApp) -> None:
    alice = Person(make_app(model={"system_prompt": "Answer in prose."}))
    conversation = conversation_of(alice.ask("Hello").sent)  # type: ignore[attr-defined]

    usual = alice.post(f"/conversations/{conversation}/context", message="x").words
    alice.post(f"/conversations/{conversation}/parameters", instructions="Answer in rhymes.")
    own = alice.post(f"/conversations/{conversation}/context", message="x").words

    assert "Instructions Answer in prose." in usual
    assert "Instructions Answer in rhymes." in own


def test_the_gauge_follows_the_version_that_its_writer_sees(alice: Person) -> None:
    first = alice.ask("Hello")
    conversation = conversation_of(first.sent)  # type: ignore[attr-defined]
    alice.ask("word " * 500, conversation_id=conversation)

    at_end = gauge_in(alice.post("/gauge", message="x", conversation_id=conversation))
    other_tab = gauge_in(alice.post("/gauge", message="x", conversation_id=conversation, parent_id=first.reply_id))

    assert at_end.tokens == other_tab.tokens > 500  # the line goes on below what that tab shows
