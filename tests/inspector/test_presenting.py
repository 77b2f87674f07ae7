"""The presenter's view: ten screens, from the question to the program, of what was really sent and what really came."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.conftest import MakeApp
from tests.person import Answer, Person
from tests.provider_server import DONE, ProviderServer, event
from webchat.config import Settings
from webchat.inspector.presenting_excerpts import COLUMNS, MOST_LINES

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
    assert "1 message goes along." in step(page, 3) and code(page, 3)[0] == '"messages":['
    assert '"stream":true,' in code(page, 4) and "messages" not in "".join(code(page, 4))
    assert code(page, 5)[:2] == ["200 OK", "x-request-id: req-1"]
    assert page.one("#step-6 blockquote").get_text() == "A narrow inlet."
    assert "It came in 6 events" in step(page, 6) and '  "content": "A"' in code(page, 6)
    assert code(page, 7) == ['"finish_reason": "stop"'] and "came to the end by itself" in step(page, 7)
    assert '  "completion_tokens": 3,' in code(page, 8) and "10 tokens were read, 3 were written." in step(page, 8)
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
    assert "4 lines are left out here." in step(page, 3) and "characters are left out here." in step(page, 3)
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
    assert "4 tokens were read, 1 were written." in step(page, 8)


def test_a_refusal_is_shown_as_what_came(person: Person, provider: ProviderServer) -> None:
    provider.fail_with(401, {"error": {"message": "Wrong key", "code": "invalid_api_key"}})

    page = presented(person, person.ask("What is a fjord?").reply_id)

    assert code(page, 5)[0] == "401 Unauthorized"
    assert json.loads("".join(code(page, 6)))["error"]["message"] == "Wrong key"
    assert "The provider did not say it." in step(page, 7)
    assert not page.all("#step-7 .present__code, #step-8 .present__code")


def test_a_provider_that_is_not_there_leaves_the_screens_of_the_response_empty(make_app: MakeApp) -> None:
    person = Person(make_app(base_url="http://127.0.0.1:9/v1"))

    page = presented(person, person.ask("What is a fjord?").reply_id)

    assert len(page.all(".present__step")) == 10
    assert "Nothing came back" in step(page, 5) and "Nothing came back" in step(page, 6)
    assert code(page, 10)[0] == "response = requests.post("


def test_a_request_that_is_not_kept_whole_is_told_in_words(person: Person, settings: Settings) -> None:
    reply_id = person.ask("What is a fjord?").reply_id
    change(settings, "UPDATE exchanges SET request_cut = 9")

    page = presented(person, reply_id)

    for number in (1, 3, 4, 10):
        assert "the middle of it is not kept" in step(page, number)
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
