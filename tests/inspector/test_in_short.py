"""The first lines of the hood answer what a beginner asks, from what was really sent and counted."""

import json
import socket
import threading
from decimal import Decimal

from tests.conftest import MakeApp
from tests.inspector.hood import open_hood, section, short
from tests.person import Answer, Person, conversation_of
from tests.provider_server import DONE, ProviderServer, event, finish, token, wait_for
from webchat.models.catalogue import Price

EURO = Price(currency="EUR", input=Decimal(100), output=Decimal(1000))


def answer(provider: ProviderServer, reason: str = "stop") -> None:
    usage = {"prompt_tokens": 11, "completion_tokens": 2, "total_tokens": 13}
    provider.answer_raw([token("Yes"), finish(reason), event({"choices": [], "usage": usage}), DONE])


def test_it_says_what_was_sent_came_back_cost_and_why_it_stopped(make_app: MakeApp, provider: ProviderServer) -> None:
    person = Person(make_app(model={"price": EURO}))
    answer(provider)

    said = short(open_hood(person, person.ask("Hi").reply_id))

    host = provider.base_url.removeprefix("http://").removesuffix("/v1")
    assert said["What was sent?"].startswith(f"1 message, to Test ({host}). The model had 11 tokens to read; a token")
    assert said["What came back?"].startswith("An answer of 2 tokens. It took 0.")
    assert said["What did it cost?"] == "€0.0031"
    assert said["Why did it stop?"].startswith("The provider says “stop”. The model came to the end by itself.")


def test_the_lines_on_cost_and_end_lead_to_the_fields_that_say_it(make_app: MakeApp, provider: ProviderServer) -> None:
    """Of a stream that says both, and of one that says neither."""
    person = Person(make_app(model={"price": EURO}))
    answer(provider)
    said = open_hood(person, person.ask("Hi").reply_id)
    provider.answer_raw([token("Yes"), DONE])
    silent = open_hood(person, person.ask("Hi again").reply_id)

    def led(hood: Answer) -> list[str]:
        addresses = [str(link["href"]) for link in hood.all(".hood__short dt a")][2:4]
        return [hood.one(address).get_text(" ", strip=True)[:20] for address in addresses]

    assert [words.split()[0] for words in led(said)] == ["prompt_tokens", "finish_reason"]
    assert all(words.startswith("The response") for words in led(silent))


def test_it_tells_which_question_it_is_about(alice: Person, provider: ProviderServer) -> None:
    answer(provider)
    reply = alice.ask("What is a <fjord>?").reply_id

    hood = open_hood(alice, reply)

    assert "The reply to: “What is a <fjord>?”" in hood.one("#hood").get_text()


def test_without_a_price_it_says_that_the_cost_is_not_known(alice: Person, provider: ProviderServer) -> None:
    answer(provider, "length")

    said = short(open_hood(alice, alice.ask("Hi").reply_id))

    assert said["What did it cost?"].startswith("Not known")
    assert "The answer was cut" in said["Why did it stop?"]


def test_of_an_error_it_says_that_there_is_no_answer_and_why(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(403, {"error": {"message": "no"}})

    said = short(open_hood(alice, alice.ask("Hi").reply_id))

    assert said["What came back?"].startswith("No answer but an error, status 403.")
    assert said["What did it cost?"] == "Nothing, at most services: the answer was an error."
    assert said["Why did it stop?"].startswith("The AI service does not allow this chat to do that.")


def test_where_nobody_took_the_request_it_says_that_nothing_was_sent(make_app: MakeApp) -> None:
    person = Person(make_app(base_url="http://127.0.0.1:9/v1", model={"price": EURO}))

    hood = open_hood(person, person.ask("Hi").reply_id)

    said = short(hood)
    assert "nobody took it: nothing was sent, and no response came back" in hood.one("#hood").get_text()
    assert said["What was sent?"] == "Nothing: nobody took the request at 127.0.0.1:9."
    assert said["What came back?"].startswith("Nothing")
    assert said["What did it cost?"] == "Nothing: no request was sent."
    assert said["Why did it stop?"].startswith("The AI service cannot be reached")
    assert hood.one("#request-title-hood").get_text() == "The request: what would have been sent"
    assert not hood.all("#response-hood") and not hood.all("[href='#response-hood']")


def test_a_reason_in_a_provider_s_own_word_is_told_as_it_came(alice: Person, provider: ProviderServer) -> None:
    answer(provider, "end_turn")

    said = short(open_hood(alice, alice.ask("Hi").reply_id))

    assert said["Why did it stop?"].startswith(
        "The provider says “end_turn”, which others call “stop”. The model came to the end by itself."
    )


def test_a_reason_in_an_answer_that_came_whole_is_told_as_it_came(alice: Person, provider: ProviderServer) -> None:
    message = {"role": "assistant", "content": "Yes"}
    body = json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "MAX_TOKENS"}]}).encode()
    provider.answer_raw([body], headers={"Content-Type": "application/json"})

    said = short(open_hood(alice, alice.ask("Hi").reply_id))

    assert said["Why did it stop?"].startswith("The provider says “MAX_TOKENS”, which others call “length”.")


def test_an_answer_that_ended_without_a_reason_did_not_break_off(alice: Person, provider: ProviderServer) -> None:
    provider.answer_raw([token("Yes"), DONE])

    said = short(open_hood(alice, alice.ask("Hi").reply_id))

    assert said["Why did it stop?"] == "The provider did not say. It said only that the answer was finished."


def test_what_a_person_stopped_is_told_as_that(alice: Person, provider: ProviderServer) -> None:
    released = threading.Event()
    provider.answer_raw([token("Hel"), wait_for(released)])
    reply_id = alice.send_message("Hi").reply_id
    alice.await_text(reply_id, "Hel")
    alice.post(f"/replies/{reply_id}/stop")
    alice.await_reply(reply_id)

    said = short(open_hood(alice, reply_id))

    assert said["Why did it stop?"].startswith("You stopped it.")
    released.set()


def taken(listener: socket.socket) -> socket.socket:
    """The connection on which the question came; nobody answers there."""
    listener.settimeout(5.0)
    while True:
        connection, _ = listener.accept()
        if connection.recv(4) == b"POST":
            return connection
        connection.close()


def test_what_was_stopped_before_an_answer_came_was_sent_all_the_same(make_app: MakeApp) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        person = Person(make_app(base_url=url, first_byte_timeout=10.0))
        reply_id = person.send_message("Hi").reply_id
        with taken(listener):
            person.post(f"/replies/{reply_id}/stop")
            person.await_reply(reply_id)

    hood = open_hood(person, reply_id)

    assert "You stopped the reply before a response came." in hood.one("#hood").get_text()
    assert short(hood)["What was sent?"].startswith("1 message, to ")
    assert short(hood)["Why did it stop?"].startswith("You stopped it.")


def test_the_built_in_model_costs_nothing(make_app: MakeApp, provider: ProviderServer) -> None:
    person = Person(make_app(model={"is_demo": True}))
    answer(provider)

    hood = open_hood(person, person.ask("Hi").reply_id)

    assert short(hood)["What was sent?"].startswith("1 message, to the built-in model on this server (127.0.0.1:")
    assert short(hood)["What did it cost?"] == "Nothing: the model runs on this server."
    assert "It cost nothing: the model runs on this server." in section(hood, "response")
    assert "knows no price" not in section(hood, "response")


def test_a_request_with_stars_says_so_and_offers_no_program(make_app: MakeApp) -> None:
    person = Person(make_app(model={"api_key": "sk-inlet-012345678"}))

    hood = open_hood(person, person.ask("What is sk-inlet-012345678?").reply_id)

    assert "Stars stand where the key, or a word like it, stood." in section(hood, "request")
    assert "a program would send the stars" in section(hood, "snippets")
    assert "a program would send the stars" in short(hood)["Can I do that too?"]
    assert not hood.all(".snippet")


def test_it_says_when_earlier_messages_were_left_out(make_app: MakeApp) -> None:
    person = Person(make_app(model={"context_tokens": 400, "max_reply_tokens": 100}))
    first = person.ask("The first question. " + "word " * 150)
    second = person.ask("The second one. " + "word " * 150, conversation_id=conversation_of(first.sent))  # type: ignore[attr-defined]

    of_first, of_second = (short(open_hood(person, each.reply_id)) for each in (first, second))

    assert "This time 2 earlier messages were left out." in of_second["Why does it remember?"]
    assert "left out" not in of_first["Why does it remember?"]
