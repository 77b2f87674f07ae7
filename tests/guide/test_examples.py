"""Each example really asks: what the page showed as its body arrives, and what was sent is what it shows then."""

import threading

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.guide.conftest import NAMES, bodies, drawn, drawn_below, field, parsed, sent
from tests.offered import KEY
from tests.person import Answer, Person
from tests.provider_server import ProviderServer, token, wait_for
from webchat.guide.asking import ENDED_HERE, answers
from webchat.provider import ChatMessage, ChatRequest, Endpoint, Provider, Timeouts

NOT_SENT = "Not sent: this model does not take it"
HELLO = ChatRequest("m", (ChatMessage("user", "Hello"),))


def sent_as_shown(answer: Answer) -> list[bytes]:
    """The bodies of the requests that the page shows as having been sent."""
    headings = [heading for heading in answer.all("section[id^=request-] h4") if "body" in heading.get_text()]
    return [drawn_below(heading) for heading in headings]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("with_scripts", [True, False])
def test_what_the_page_shows_is_sent_byte_for_byte(
    app: Flask, provider: ProviderServer, name: str, with_scripts: bool
) -> None:
    person = Person(app, with_scripts=with_scripts)
    page = person.open("/guide")

    answer = person.post(f"/guide/{name}", message=field(page, name))

    assert answer.status == 200
    assert sent(provider) == bodies(page, name) != []
    assert sent_as_shown(answer) == sent(provider)
    assert "Hello **you**" in answer.one(".example__answer:first-child blockquote").get_text()


@pytest.mark.parametrize("name", NAMES)
def test_own_message_is_the_last_that_is_sent(app: Flask, provider: ProviderServer, name: str) -> None:
    person = Person(app, with_scripts=False)

    answer = person.post(f"/guide/{name}", message="My <b>own</b> words\r\nin “two” lines")

    for body in sent(provider):
        assert parsed(body)["messages"][-1] == {"role": "user", "content": "My <b>own</b> words\nin “two” lines"}
    assert field(answer, name).split("\n") == ["My <b>own</b> words", "in “two” lines"]
    assert bodies(answer, name) == sent(provider)


def test_smallest_request_holds_little(app: Flask, provider: ProviderServer) -> None:
    Person(app).post("/guide/smallest", message="Hi")

    assert parsed(sent(provider)[0]) == {
        "model": "test-model",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": False,
        "max_tokens": 100,
    }


def test_instructions_come_first(app: Flask, provider: ProviderServer) -> None:
    Person(app).post("/guide/instructions", message="Hi")

    assert [message["role"] for message in parsed(sent(provider)[0])["messages"]] == ["system", "user"]


def test_memory_is_what_is_sent_along(app: Flask, provider: ProviderServer) -> None:
    def remember(request: object) -> str:
        said = str(request.json["messages"])  # type: ignore[attr-defined]
        return "It is Rex." if "Rex" in said else "I do not know."

    provider.reply_with(remember)

    answer = Person(app).post("/guide/memory", message="What is my dog called?")

    assert [text.get_text() for text in answer.all("blockquote")] == ["It is Rex.", "I do not know."]
    assert [len(parsed(body)["messages"]) for body in sent(provider)] == [3, 1]


def test_temperatures_are_both_tried(app: Flask, provider: ProviderServer) -> None:
    Person(app).post("/guide/temperature", message="Hi")

    assert [parsed(body)["temperature"] for body in sent(provider)] == [0.0, 1.5]


def test_model_without_temperature_is_not_asked_for_one(make_app: MakeApp, provider: ProviderServer) -> None:
    person = Person(make_app(model={"takes_temperature": False}), with_scripts=False)
    page = person.open("/guide")

    answer = person.post("/guide/temperature", message="Hi")

    assert "takes no temperature" in page.one("#example-temperature").get_text()
    assert page.all("#form-temperature") == []
    assert (answer.status, sent(provider)) == (422, [])


def test_temperature_that_the_model_refuses_is_said_to_be_not_sent(app: Flask, provider: ProviderServer) -> None:
    refusal = {"error": {"message": "Unsupported parameter: 'temperature'", "param": "temperature"}}
    provider.judge = lambda request: (400, refusal) if request.json and "temperature" in request.json else None
    person = Person(app, with_scripts=False)

    answer = person.post("/guide/temperature", message="Hi")
    page = person.open("/guide")

    assert [parsed(body).get("temperature") for body in sent(provider)] == [0.0, None, None]
    assert [NOT_SENT in each.get_text() for each in answer.all(".example__answer")] == [True, True]
    assert "What differs between the answers is chance" in answer.one("#result-temperature").get_text()
    assert "at 1.5 it does" not in answer.one("#result-temperature").get_text()
    assert [NOT_SENT in each.get_text() for each in answer.all("#example-temperature .example__body")] == [False, True]
    assert [NOT_SENT in each.get_text() for each in page.all("#example-temperature .example__body")] == [True, True]


@pytest.mark.parametrize("name", ["smallest", "streamed"])
def test_why_it_ended_is_told_in_the_providers_own_word(app: Flask, provider: ProviderServer, name: str) -> None:
    provider.reply_with("Done", finish_reason="end_turn")

    answer = Person(app).post(f"/guide/{name}", message="Hi")

    assert "finish_reason: end_turn" in answer.one(".example__facts").get_text()


def test_answer_that_was_cut_says_why_it_ended(app: Flask, provider: ProviderServer) -> None:
    provider.reply_with("A bicycle stays", finish_reason="length")

    answer = Person(app).post("/guide/cut", message="Explain")

    assert parsed(sent(provider)[0])["max_tokens"] == 16
    assert "finish_reason: length" in answer.one(".example__facts").get_text()


def test_streamed_answer_is_shown_in_its_events(app: Flask, provider: ProviderServer) -> None:
    answer = Person(app).post("/guide/streamed", message="Count")

    assert parsed(sent(provider)[0])["stream"] is True
    assert "[DONE]" in answer.one("#response-streamed-only-1").get_text()


def test_built_in_model_is_kept_to_the_point(make_app: MakeApp, provider: ProviderServer) -> None:
    person = Person(make_app(model={"is_demo": True}))

    person.post("/guide/smallest", message="Hi")
    person.post("/guide/memory", message="Hi")

    assert [parsed(body).get("temperature") for body in sent(provider)] == [None, 0.0, 0.0]


def test_model_that_thinks_gets_room_for_it_and_thinks_little(make_app: MakeApp, provider: ProviderServer) -> None:
    Person(make_app(model={"efforts": ("high", "low")})).post("/guide/smallest", message="Hi")

    asked = parsed(sent(provider)[0])
    assert (asked["max_tokens"], asked["reasoning_effort"]) == (1024, "low")


def test_model_that_is_seen_to_think_gets_room_from_then_on(app: Flask, provider: ProviderServer) -> None:
    provider.reply_with("", reasoning="Let me think about it first", finish_reason="length")
    person = Person(app, with_scripts=False)

    first = person.post("/guide/smallest", message="Hi")
    provider.reply_with("Now I know")
    second = person.post("/guide/smallest", message="Hi")
    person.post("/guide/cut", message="Hi")

    assert "the model gets more room from now on" in first.one("#result-smallest").get_text()
    assert [parsed(body)["max_tokens"] for body in sent(provider)] == [100, 1024, 16]
    assert second.one("blockquote").get_text() == "Now I know"
    assert bodies(first, "smallest") == sent(provider)[:1]


def test_bodies_follow_what_was_sent_also_with_scripts(app: Flask, provider: ProviderServer) -> None:
    answer = Person(app).post("/guide/smallest", message="My own words")

    partial = answer.one('hx-partial[hx-target="#bodies-smallest"]')
    assert [drawn(body) for body in partial.select(".example__body")] == sent(provider)
    assert b"My own words" in sent(provider)[0]


def test_example_never_asks_for_more_than_the_model_writes(make_app: MakeApp, provider: ProviderServer) -> None:
    Person(make_app(model={"max_reply_tokens": 50})).post("/guide/smallest", message="Hi")

    assert parsed(sent(provider)[0])["max_tokens"] == 50


def test_what_a_model_refuses_is_shown_and_left_out_from_then_on(app: Flask, provider: ProviderServer) -> None:
    refusal = {"error": {"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}}
    provider.judge = lambda request: (400, refusal) if request.json and "max_tokens" in request.json else None
    person = Person(app, with_scripts=False)

    first = person.post("/guide/smallest", message="Hi")
    drawn_then = bodies(first, "smallest")
    shown_then = bodies(person.open("/guide"), "smallest")
    person.post("/guide/smallest", message=field(person.open("/guide"), "smallest"))

    assert sent_as_shown(first) == sent(provider)[:2]
    assert drawn_then == sent(provider)[:1]
    assert "Request 1 of 2, byte for byte" in first.words
    assert shown_then == sent(provider)[2:]
    assert "max_completion_tokens" in parsed(shown_then[0])


def test_model_text_is_escaped(app: Flask, provider: ProviderServer) -> None:
    provider.reply_with("<script>alert(1)</script><img src=x hx-get=/>")

    answer = Person(app).post("/guide/smallest", message="<script>alert(2)</script>")

    assert answer.all("script, img, [hx-get='/']") == []
    assert "<script>alert(1)</script>" in answer.one("blockquote").get_text()


def test_slow_answer_is_ended(provider: ProviderServer) -> None:
    never = threading.Event()
    provider.answer_raw([token("Half"), wait_for(never)])
    client = Provider(Endpoint(provider.base_url), Timeouts(1.0, 5.0, 5.0, 10.0))

    found = answers(client, [HELLO, HELLO], None, seconds=1.0)

    assert provider.closed_by_client.wait(5)
    assert [str(each.error) for each in found] == [ENDED_HERE]
    assert (found[0].text, len(found[0].records)) == ("Half", 1)
    assert found[0].spent.about and found[0].spent.about.completion_tokens


def test_after_a_failure_nothing_more_is_asked(app: Flask, provider: ProviderServer) -> None:
    provider.require_key("another")

    answer = Person(app).post("/guide/memory", message="Who am I?")

    assert len(sent(provider)) == 1
    assert answer.status == 200
    assert "does not accept this chat's access key" in answer.one(".failure__message").get_text()
    assert "turn of the administrator" in answer.one(".failure__turn").get_text()
    assert "What to do now" in answer.one(".failure__detail").get_text()
    assert answer.all("[data-action=retry], .failure a") == []
    assert sent_as_shown(answer) == sent(provider)


def test_rate_limit_of_the_provider_is_told_without_a_countdown(app: Flask, provider: ProviderServer) -> None:
    provider.fail_with(429, {"error": {"message": "Slow down"}}, headers={"Retry-After": "30"})

    answer = Person(app).post("/guide/smallest", message="Hi")

    assert "too many requests" in answer.one(".failure__message").get_text()
    assert answer.all("[data-retry-after]") == []  # its script looks for a reply and its Retry


def test_dead_provider_is_told_in_words(make_app: MakeApp) -> None:
    person = Person(make_app(base_url="http://127.0.0.1:9/v1"), with_scripts=False)

    answer = person.post("/guide/smallest", message="Anybody there?")

    assert answer.status == 200
    assert "cannot be reached" in answer.one("#result-smallest .failure__message").get_text()
    assert field(answer, "smallest") == "Anybody there?"
    assert "127.0.0.1:9" in answer.one("#result-smallest section[id^=request-]").get_text()


@pytest.mark.parametrize("refuses", [False, True])
def test_key_is_nowhere(app: Flask, provider: ProviderServer, refuses: bool) -> None:
    provider.require_key("another" if refuses else KEY)
    person = Person(app, with_scripts=False)

    answer = person.post("/guide/smallest", message="Hi")

    whole = answer.response.get_data(as_text=True)
    assert provider.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    assert "Bearer $OPENAI_API_KEY" in whole
    assert not [start for start in range(len(KEY) - 11) if KEY[start : start + 12] in whole]
