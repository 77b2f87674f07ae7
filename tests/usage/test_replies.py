"""What the page tells about a reply: a quiet line, all numbers on demand, and each end in its own words."""

import threading
from decimal import Decimal

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.offered import offered_model, offered_provider
from tests.person import HTMX, Answer, Person, conversation_of
from tests.provider_server import DONE, ProviderServer, event, finish, token, wait_for
from webchat.context.estimate import estimate_tokens
from webchat.models.catalogue import Price


def facts(answer: Answer) -> list[str]:
    """The quiet line, but for the times, which nobody can foretell."""
    spans = [span.get_text() for span in answer.reply.select(".message__facts > span")]
    return [words for words in spans if not words.endswith((" s", "tokens/s"))]


def numbers(person: Person, reply_id: str) -> Answer:
    return person.open(f"/replies/{reply_id}/usage", headers=HTMX)


def rows(answer: Answer) -> list[list[str]]:
    return [[cell.get_text().strip() for cell in row.select("th, td")] for row in answer.all("tbody tr")]


def used(**counts: object) -> bytes:
    return event({"choices": [], "usage": counts})


def test_quiet_line_tells_model_tokens_and_cost(priced: Flask) -> None:
    answer = Person(priced).ask("Hi")

    assert facts(answer) == ["test-model", "2 tokens", "€0.0030"]


def test_price_of_zero_is_told_as_free(make_app: MakeApp) -> None:
    free = Price(currency="EUR", input=Decimal(0), output=Decimal(0))

    answer = Person(make_app(model={"price": free})).ask("Hi")

    assert facts(answer)[-1] == "free"


def test_without_a_price_no_cost_is_told(alice: Person) -> None:
    assert facts(alice.ask("Hi")) == ["test-model", "2 tokens"]


def test_speed_is_told_when_it_took_long_enough(alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("one two three four", words_per_second=40)

    line = alice.ask("Hi").reply.select_one(".message__facts")

    assert line and "tokens/s" in line.get_text()


def test_usage_that_was_not_told_is_not_invented(priced: Flask, provider: ProviderServer) -> None:
    provider.answer_raw([token("Hello"), finish(), DONE])
    person = Person(priced)

    answer = person.ask("Hi")

    assert facts(answer) == ["test-model"]
    assert "did not tell how many tokens" in numbers(person, answer.reply_id).words


def test_numbers_tell_parts_and_what_each_cost(make_app: MakeApp, provider: ProviderServer) -> None:
    price = Price(currency="EUR", input=Decimal(1), cached_input=Decimal("0.5"), output=Decimal(2))
    person = Person(make_app(model={"price": price}))
    told = used(
        prompt_tokens=1000,
        completion_tokens=300,
        prompt_tokens_details={"cached_tokens": 400},
        completion_tokens_details={"reasoning_tokens": 100},
    )
    provider.answer_raw([token("Hello"), finish(), told, DONE])

    found = numbers(person, person.ask("Hi").reply_id)

    assert rows(found) == [
        ["Prompt", "600", "€0.00060"],
        ["Prompt, cached by the provider", "400", "€0.00020"],
        ["Reply, of which 100 for reasoning", "300", "€0.00060"],
    ]
    assert "Cost: €0.0014" in found.words
    assert "First words after" in found.words


def test_numbers_are_a_page_too(alice: Person) -> None:
    answer = alice.ask("Hi")

    page = alice.open(f"/replies/{answer.reply_id}/usage")

    assert page.one("h1").get_text() == "Tokens and cost of a reply"
    assert page.one("table caption")
    assert page.one(f'main a[href$="#message-{answer.reply_id}"]')


def test_absurd_counts_are_shown_and_do_not_break_anything(priced: Flask, provider: ProviderServer) -> None:
    absurd = 2**53 - 1
    provider.answer_raw([token("Hi"), finish(), used(prompt_tokens=absurd, completion_tokens=absurd), DONE])
    person = Person(priced)

    answer = person.ask("Hi")
    conversation = conversation_of(answer.sent)  # type: ignore[attr-defined]

    assert "9,007,199,254,740,991 tokens" in facts(answer)
    for path in (
        f"/replies/{answer.reply_id}/usage",
        f"/conversations/{conversation}/usage",
        f"/conversations/{conversation}",
        "/usage",
    ):
        assert person.open(path).status == 200


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("length", "This reply was cut at the token limit."),
        ("content_filter", "The provider’s content filter ended this reply early."),
        ("tool_calls", "The model wanted to use a tool, which is not possible here."),
        ("max_time", "The provider ended this reply with “max_time”."),
        ("<b>bold</b>", "The provider ended this reply with “<b>bold</b>”."),
    ],
)
def test_each_early_end_has_its_own_words(alice: Person, provider: ProviderServer, reason: str, words: str) -> None:
    provider.reply_with("Hello", finish_reason=reason)

    ending = alice.ask("Hi").reply.select_one(".message__ending")

    assert ending and ending.get_text() == words


def test_complete_reply_needs_no_words_for_its_end(alice: Person) -> None:
    assert alice.ask("Hi").reply.select(".message__ending") == []


def test_continued_reply_adds_its_tokens_up(priced: Flask, provider: ProviderServer) -> None:
    person = Person(priced)
    provider.reply_with("one two", finish_reason="length")
    answer = person.ask("Hi")
    provider.reply_with(" three four five")

    person.post(f"/replies/{answer.reply_id}/continue", submission_id="go-on-0123456789")
    found = person.await_reply(answer.reply_id)

    assert facts(found) == ["test-model", "5 tokens", "€0.0070"]


def test_stopped_reply_keeps_what_is_known_and_counts_for_the_month(priced: Flask, provider: ProviderServer) -> None:
    go_on = threading.Event()
    provider.answer_raw([token("Hello "), wait_for(go_on), finish(), DONE])
    person = Person(priced)
    reply_id = person.send_message("Hi").reply_id
    person.await_text(reply_id, "Hello")

    person.post(f"/replies/{reply_id}/stop")
    answer = person.await_reply(reply_id)
    go_on.set()

    assert facts(answer) == ["test-model"]
    month = person.open("/usage")
    assert rows(month)[0][1] == "1"
    assert rows(month)[0][2].startswith("about ")


def test_continued_reply_of_which_a_part_was_not_told_shows_no_part_as_the_whole(
    priced: Flask, provider: ProviderServer
) -> None:
    person = Person(priced)
    provider.answer_raw([token("one two"), finish("length"), DONE])
    answer = person.ask("Hi")
    provider.reply_with(" three four five")

    person.post(f"/replies/{answer.reply_id}/continue", submission_id="go-on-0123456789")
    found = person.await_reply(answer.reply_id)

    assert found.one(".message__facts").get_text(" ").count("token") == 0
    assert "€" not in found.words
    assert "did not tell how many tokens" in numbers(person, answer.reply_id).words


def test_stopping_before_anything_came_counts_what_was_sent(priced: Flask, provider: ProviderServer) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def judge(_: object) -> None:
        asked.set()
        go_on.wait(10)

    provider.judge = judge
    person = Person(priced)
    reply_id = person.send_message("Hi").reply_id
    assert asked.wait(10)

    person.post(f"/replies/{reply_id}/stop")
    person.await_reply(reply_id)
    go_on.set()

    month = person.open("/usage")
    assert rows(month)[0][1:3] == ["1", f"about {estimate_tokens('Hi') + estimate_tokens('')}"]


@pytest.mark.parametrize("status", [400, 401, 429, 503])
def test_refused_reply_counts_nothing(priced: Flask, provider: ProviderServer, status: int) -> None:
    provider.fail_with(status, headers={"Retry-After": "100"})
    person = Person(priced)

    person.ask("Hi")

    assert "Nothing was used this month." in person.open("/usage").words


def test_reply_of_a_provider_that_cannot_be_reached_counts_nothing(make_app: MakeApp) -> None:
    person = Person(make_app(providers=[offered_provider("http://127.0.0.1:9/v1", models=(offered_model("x"),))]))

    person.ask("Hi")

    assert "Nothing was used this month." in person.open("/usage").words


def test_numbers_of_a_stranger_are_not_found(alice: Person, charlie: Person) -> None:
    answer = alice.ask("Hi")

    assert numbers(charlie, answer.reply_id).status == 404
    assert numbers(charlie, "00000000-0000-0000-0000-000000000000").status == 404
