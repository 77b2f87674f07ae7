"""The presenter's view: ten screens, from the question to the program, of what was really sent and what really came."""

import json
import sqlite3
import uuid
from contextlib import closing

import pytest

from tests.conftest import MakeApp
from tests.inspector.answers import record
from tests.person import Answer, Person, conversation_of
from tests.provider_server import DONE, ProviderServer, event, finish, token
from tests.waiting.held import held_reply
from webchat.config import Settings
from webchat.inspector.presenting_excerpts import COLUMNS, MOST_LINES
from webchat.inspector.presenting_request import request_steps
from webchat.inspector.presenting_response import response_steps
from webchat.models.catalogue import OfferedProvider
from webchat.store.headers import Headers

TITLES = [
    *("The question", "The request", "The messages", "The parameters", "The response", "The answer"),
    *("Why it stopped", "What it cost", "The time", "Run it yourself"),
]


def presented(person: Person, reply_id: str) -> Answer:
    return person.open(f"/replies/{reply_id}/exchange?present=1")


def step(page: Answer, number: int) -> str:
    return " ".join(page.one(f"#step-{number}").get_text(" ").split())


def code(page: Answer, number: int) -> list[str]:
    return page.one(f"#step-{number} .present__code").get_text().strip("\n").split("\n")


def change(settings: Settings, statement: str) -> None:
    """Change what is kept, behind the application's back."""
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as database:
        database.execute(statement)
        database.commit()


@pytest.fixture
def person(make_app: MakeApp) -> Person:
    return Person(make_app())


def test_ten_screens_tell_of_a_reply(person: Person, provider: ProviderServer) -> None:
    provider.reply_with("A narrow inlet.")

    page = presented(person, person.ask("What is a fjord?").reply_id)

    assert page.status == 200
    assert [title.get_text() for title in page.all(".present__step h2")] == TITLES
    assert [count.get_text() for count in page.all(".present__count")] == [f"{n} of 10" for n in range(1, 11)]
    assert page.one("#step-1 blockquote").get_text() == "What is a fjord?"
    assert code(page, 1) == ["{", '  "role":"user",', '  "content":"What is a fjord?"', "}"]
    assert f"POST {provider.base_url}/chat/completions" in code(page, 2)
    assert "Authorization: Bearer $OPENAI_API_KEY" in code(page, 2)
    assert "1 message goes along." in step(page, 3) and code(page, 3) == ["user: What is a fjord?"]
    assert '"stream":true,' in code(page, 4) and "messages" not in "".join(code(page, 4))
    assert code(page, 5)[:2] == ["200 OK", "x-request-id: req-1"]
    assert page.one("#step-6 blockquote").get_text() == "A narrow inlet."
    assert "It came in 6 events" in step(page, 6) and '  "content": "A"' in code(page, 6)
    assert code(page, 7) == ['"finish_reason": "stop"'] and "came to the end by itself" in step(page, 7)
    assert '  "completion_tokens": 3,' in code(page, 8)
    assert "The model read 10 tokens. It wrote 3 tokens." in step(page, 8)
    assert [each.get_text() for each in page.all("#step-9 dt")][:3] == ["Waiting", "Writing", "In all"]
    assert code(page, 10)[0] == "response = requests.post(" and code(page, 10)[-1] == ")"


def test_it_stands_alone_and_leads_back(person: Person) -> None:
    asked = person.ask("What is a fjord?")

    page = presented(person, asked.reply_id)

    assert not page.all("script, nav#conversations, #composer, form, [style]")
    back = {link["href"] for link in page.all(".present__nav a:not([rel], .present__back)")}
    assert back == {f"/conversations/{asked.sent.conversation_id}?at={asked.reply_id}#message-{asked.reply_id}"}
    assert person.open(str(page.all(".present__back")[0]["href"]).partition("#")[0]).status == 200


def test_links_lead_from_screen_to_screen(person: Person) -> None:
    page = presented(person, person.ask("What is a fjord?").reply_id)

    steps = page.all(".present__step")
    assert [link["href"] for link in page.all("[rel=next]")] == [f"#step-{n}" for n in range(2, 11)]
    assert [link["href"] for link in page.all("[rel=prev]")] == [f"#step-{n}" for n in range(1, 10)]
    assert [each["id"] for each in steps] == [f"step-{n}" for n in range(1, 11)]
    assert not steps[0].select("[rel=prev]") and not steps[9].select("[rel=next]")


def test_a_long_conversation_is_cut_to_what_can_be_read(person: Person, provider: ProviderServer) -> None:
    provider.reply_with("<script>alert(1)</script>\n" * 200)
    asked = person.ask("</code></pre><script>alert(2)</script> \u202e " * 100)
    again = person.ask("And then?\n" * 50, conversation_id=asked.sent.conversation_id)

    page = presented(person, again.reply_id)

    assert not page.all("script")
    assert page.one("#step-1 blockquote").get_text().startswith("And then?\n")
    for number in range(1, 11):
        for block in page.all(f"#step-{number} .present__code"):
            lines = block.get_text().strip("\n").split("\n")
            assert len(lines) <= MOST_LINES and max(map(len, lines)) <= COLUMNS
    assert "left out here." not in step(page, 3)
    assert "characters are left out here." in step(page, 6)


def test_an_answer_in_one_piece_is_told_as_one(person: Person, provider: ProviderServer) -> None:
    provider.reply_with("A narrow inlet.", stream=False)

    page = presented(person, person.ask("What is a fjord?").reply_id)

    assert "It came" not in step(page, 6) and "in one piece" in step(page, 6)
    assert page.one("#step-6 blockquote").get_text() == "A narrow inlet."
    assert '  "role": "assistant",' in code(page, 6)
    assert code(page, 7) == ['"finish_reason": "stop"']
    assert '  "total_tokens": 13' in code(page, 8)


def test_what_an_event_leaves_open_is_not_taken_for_an_answer(person: Person, provider: ProviderServer) -> None:
    usage = {"prompt_tokens": 4, "completion_tokens": 1}
    ended = {"choices": [{"index": 0, "delta": {"content": "Yes"}, "finish_reason": "stop"}], "usage": usage}
    empty = {"choices": [{"index": 0, "delta": {}, "finish_reason": None}], "usage": None}
    provider.answer_raw([event(ended), event(empty), DONE])

    page = presented(person, person.ask("Well?").reply_id)

    assert code(page, 7) == ['"finish_reason": "stop"']
    assert "The model read 4 tokens. It wrote 1 token." in step(page, 8)


def test_a_refusal_is_shown_as_what_came(person: Person, provider: ProviderServer) -> None:
    provider.fail_with(401, {"error": {"message": "Wrong key", "code": "invalid_api_key"}})

    page = presented(person, person.ask("What is a fjord?").reply_id)

    assert code(page, 5)[0] == "401 Unauthorized"
    assert json.loads("".join(code(page, 6)))["error"]["message"] == "Wrong key"
    assert "The AI service does not accept this chat" in step(page, 7)
    assert not page.all("#step-7 .present__code, #step-8 .present__code")


def test_what_a_person_stopped_is_told_as_that(person: Person, provider: ProviderServer) -> None:
    with held_reply(provider):
        reply_id = person.send_message("Hi").reply_id
        person.await_text(reply_id, "First.")
        person.post(f"/replies/{reply_id}/stop")
        person.await_reply(reply_id)

    assert "You stopped it." in step(presented(person, reply_id), 7)


def test_messages_that_were_not_sent_are_told(make_app: MakeApp) -> None:
    person = Person(make_app(model={"context_tokens": 400, "max_reply_tokens": 100}))
    first = person.ask("word " * 150)
    second = person.ask("word " * 150, conversation_id=conversation_of(first.sent))  # type: ignore[attr-defined]

    told = [step(presented(person, each.reply_id), 3) for each in (first, second)]

    assert ["This time 2 earlier messages were left out" in each for each in told] == [False, True]


def test_a_provider_that_is_not_there_leaves_the_screens_of_the_response_empty(make_app: MakeApp) -> None:
    person = Person(make_app(base_url="http://127.0.0.1:9/v1"))

    page = presented(person, person.ask("What is a fjord?").reply_id)

    assert len(page.all(".present__step")) == 10
    assert "Nothing came back" in step(page, 5) and "Nothing came back" in step(page, 6)
    assert "Nobody took this request: nothing was sent." in step(page, 2)
    assert "Nothing came back" in step(page, 9)
    assert code(page, 10)[0] == "response = requests.post("


def test_the_question_of_a_continued_reply_is_the_person_s(person: Person, provider: ProviderServer) -> None:
    provider.answer_raw([token("A narrow "), finish("length"), DONE], times=1)
    reply_id = person.ask("What is a fjord?").reply_id
    provider.reply_with("inlet.")
    person.post(f"/replies/{reply_id}/continue", submission_id=uuid.uuid4().hex)
    person.await_reply(reply_id)

    page = presented(person, reply_id)

    assert page.one("#step-1 blockquote").get_text() == "What is a fjord?"
    assert "What is a fjord?" in "".join(code(page, 1))


def test_control_characters_of_an_answer_that_is_no_json_are_pictures(person: Person, provider: ProviderServer) -> None:
    provider.fail_with(403, b"\x1b[31mno\x00\xff")

    page = presented(person, person.ask("What is a fjord?").reply_id)

    assert code(page, 6) == ["␛[31mno␀\\xff"]


def test_a_request_that_is_not_kept_whole_is_told_in_words(person: Person, settings: Settings) -> None:
    reply_id = person.ask("What is a fjord?").reply_id
    change(settings, "UPDATE exchanges SET request_cut = 9")

    page = presented(person, reply_id)

    for number in (1, 3, 4):
        assert "the middle of it is not kept" in step(page, number)
    assert "There is no program for this request. It was too long to be kept whole" in step(page, 10)
    assert code(page, 2)[0].startswith("POST ")


def test_where_nothing_is_kept_it_says_why(person: Person, settings: Settings) -> None:
    asked = person.ask("What is a fjord?")
    change(settings, "DELETE FROM exchanges")

    page = presented(person, asked.reply_id)

    assert page.status == 200
    assert "No request is kept for this reply." in page.words
    assert page.one(".present__nav a")["href"].startswith(f"/conversations/{asked.sent.conversation_id}")


def test_a_stranger_gets_nothing(make_app: MakeApp) -> None:
    app = make_app()
    reply_id = Person(app).ask("What is a fjord?").reply_id

    assert presented(Person(app), reply_id).status == 404


def test_every_message_has_a_line_of_its_own(person: Person, provider: ProviderServer) -> None:
    provider.reply_with("A narrow inlet.")
    asked = person.ask("What is\na fjord? " + "Tell me more. " * 20)
    again = person.ask("And a lake?", conversation_id=asked.sent.conversation_id)

    page = presented(person, again.reply_id)

    first, second, third = code(page, 3)
    assert first.startswith("user: What is a fjord? Tell me more.") and first.endswith("…")
    assert (second, third) == ("assistant: A narrow inlet.", "user: And a lake?")
    assert "left out" not in step(page, 3)


def test_messages_that_do_not_fit_are_counted(person: Person, provider: ProviderServer) -> None:
    provider.reply_with("Yes.")
    asked = person.ask("Question 1")
    for number in range(2, 8):
        asked = person.ask(f"Question {number}", conversation_id=asked.sent.conversation_id)

    page = presented(person, asked.reply_id)

    assert len(code(page, 3)) == MOST_LINES and code(page, 3)[-1] == "user: Question 7"
    assert "3 messages are left out here." in step(page, 3)


def test_only_the_headers_that_matter_are_shown_and_the_others_counted(
    person: Person, provider: ProviderServer
) -> None:
    more = {"Content-Type": "application/json"} | {f"x-more-{number}": "1" for number in range(9)}
    provider.answer_raw([b"{}"], headers=more)

    page = presented(person, person.ask("Well?").reply_id)

    sent, came = code(page, 2), code(page, 5)
    assert [line.partition(":")[0] for line in sent[1:]] == ["Accept", "Content-Type", "Authorization"]
    assert "5 other headers are left out here." in step(page, 2)
    assert 2 <= len(came) <= 4 and not any("x-more" in line for line in came)
    assert "other headers are left out here." in step(page, 5)


def test_the_first_screen_tells_the_keys(person: Person) -> None:
    page = presented(person, person.ask("Well?").reply_id)

    assert [each.get_text() for each in page.all(".present__keys")] == ["Page Down or Space: next · Page Up: back"]
    assert page.all("#step-1 .present__keys")


def test_it_names_whoever_was_asked(person: Person) -> None:
    reply_id = person.ask("Well?").reply_id

    named = step(presented(person, reply_id), 2)

    assert "asks the provider, Test, whose computers run the model" in named


def test_the_built_in_model_is_called_so() -> None:
    built_in = OfferedProvider(slug="built-in", name="Built-in", base_url="http://127.0.0.1:9/v1", is_demo=True)

    request = request_steps(record(request_headers=Headers([("Accept", "*/*")])), built_in)[1]

    assert "asks the built-in model, which runs on this server too" in request.words[0].words


def test_without_a_price_it_says_that_the_cost_is_not_known(person: Person, provider: ProviderServer) -> None:
    page = presented(person, person.ask("Hi").reply_id)

    assert "Not known: this page was not told what the model costs." in step(page, 8)


def test_the_built_in_model_costs_nothing() -> None:
    demo = OfferedProvider(slug="built-in", name="Built in", base_url="http://127.0.0.1:8080/v1", is_demo=True)
    body = b'{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}'

    counted = response_steps(record(body), None, demo)[3]

    assert "Nothing: the model runs on this server." in map(str, counted.words)


def test_an_error_is_not_said_to_cost(person: Person, provider: ProviderServer) -> None:
    provider.fail_with(403, {"error": {"message": "no"}})

    page = presented(person, person.ask("Hi").reply_id)

    assert "Nothing, at most services: the answer was an error." in step(page, 8)


def test_why_it_stopped_is_found_however_it_is_written_and_whatever_follows() -> None:
    ended = rb'data: {"choices":[{"delta":{},"finish\u005freason" : "stop"}]}' + b"\n\n"
    nothing = b'data: {"choices":[{"delta":{},"finish_reason" : null}]}\n\n'

    _, _, ending, _, _ = response_steps(record(ended + nothing * 500), None)

    assert "".join(lexeme.text for lexeme in ending.excerpt.lines[0]) == r'"finish\u005freason" : "stop"'
