"""When an example is not sent: in words, with the text kept, and nothing asked of the provider."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.guide.conftest import field, sent
from tests.person import Answer, Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from webchat.setting_values import Budget

ONE_EXAMPLE = 12  # tokens: ten of the prompt, two of the reply


def tab_of(person: Person) -> Person:
    """Another tab of the same browser, in which something can be sent at the same time."""
    cookie = person.client.get_cookie("webchat")
    assert cookie
    tab = Person(person.client.application)
    tab.client.set_cookie("webchat", cookie.value)
    return tab


def held(provider: ProviderServer) -> threading.Event:
    """Have the provider answer only when the event is set."""
    released = threading.Event()
    provider.answer_raw([wait_for(released), token("At last"), finish(), DONE])
    return released


def test_blank_message_is_refused(app: Flask, provider: ProviderServer) -> None:
    answer = Person(app).post("/guide/smallest", message=" \n")

    assert (answer.status, sent(provider)) == (422, [])
    assert answer.one(".problem").get_text() == "Please write a message first."


@pytest.mark.parametrize("length", [501, 40_000])
def test_message_that_is_too_long_is_refused_and_kept(app: Flask, provider: ProviderServer, length: int) -> None:
    text = "x" * length
    answer = Person(app, with_scripts=False).post("/guide/memory", message=text)

    assert (answer.status, sent(provider)) == (422, [])
    assert field(answer, "memory") == text
    assert "at most 500" in answer.one("#result-memory .problem").get_text()
    assert answer.one("#message-memory")["aria-invalid"] == "true"
    assert "refused-memory" in answer.one("#message-memory")["aria-describedby"]
    assert all(other.get("aria-invalid") is None for other in answer.all("textarea:not(#message-memory)"))


def test_longest_message_is_sent(app: Flask, provider: ProviderServer) -> None:
    answer = Person(app).post("/guide/smallest", message="ä" * 500)

    assert (answer.status, len(sent(provider))) == (200, 1)


def test_with_scripts_the_problem_alone_comes_back(app: Flask) -> None:
    answer = Person(app).post("/guide/smallest", message="x" * 501)

    assert answer.status == 422
    assert "at most 500" in answer.one(".problem").get_text()
    assert answer.all("textarea, h1") == []


def test_unknown_field_is_refused(app: Flask, provider: ProviderServer) -> None:
    answer = Person(app).post("/guide/smallest", message="Hi", model="another")

    assert (answer.status, sent(provider)) == (400, [])


def test_other_sites_cannot_send(app: Flask, provider: ProviderServer) -> None:
    answer = Person(app).post("/guide/smallest", headers={"Sec-Fetch-Site": "cross-site"}, message="Hi")

    assert (answer.status, sent(provider)) == (403, [])


def test_too_many_in_a_short_time_are_refused(make_app: MakeApp, provider: ProviderServer) -> None:
    person = Person(make_app(rate_limit="2/minute"), with_scripts=False)
    person.post("/guide/smallest", message="Who has no session yet is counted by address")
    statuses = [person.post("/guide/smallest", message=f"Hi {number}").status for number in range(2)]

    refused = person.post("/guide/smallest", message="Hi again")

    assert (statuses, refused.status, len(sent(provider))) == ([200, 200], 429, 3)
    assert int(refused.headers["Retry-After"]) > 0
    assert field(refused, "smallest") == "Hi again"


def test_budget_that_is_used_up_refuses_in_words(make_app: MakeApp, provider: ProviderServer) -> None:
    person = Person(make_app(budget=Budget(tokens=ONE_EXAMPLE)), with_scripts=False)
    person.open("/guide")
    person.post("/guide/smallest", message="Hi")

    refused = person.post("/guide/smallest", message="More")

    assert (refused.status, len(sent(provider))) == (429, 1)
    assert "budget of this browser session is used up" in refused.one("#result-smallest").get_text()
    assert "It renews on" in refused.all("main a[href='/usage']")[0].get_text()
    assert field(refused, "smallest") == "More"


def test_second_click_asks_once_and_gets_the_same_answer(app: Flask, provider: ProviderServer) -> None:
    released = held(provider)
    person = Person(app)
    person.open("/guide")
    first, second = tab_of(person), tab_of(person)

    with ThreadPoolExecutor(2) as pool:
        clicks = [pool.submit(tab.post, "/guide/streamed", message="Count") for tab in (first, second)]
        wait_until_asked(provider, 1)
        released.set()
        answers: list[Answer] = [click.result(10) for click in clicks]

    assert len(sent(provider)) == 1
    assert ["At last" in answer.one("blockquote").get_text() for answer in answers] == [True, True]


def test_third_example_at_once_is_refused_in_words(app: Flask, provider: ProviderServer) -> None:
    released = held(provider)
    person = Person(app)
    person.open("/guide")
    tabs = [tab_of(person) for _ in range(2)]

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(tab.post, "/guide/streamed", message=f"{tab}") for tab in tabs]
        wait_until_asked(provider, 2)
        refused = person.post("/guide/smallest", message="Me too")
        others = Person(app).open("/guide")
        released.set()
        statuses = [each.result(10).status for each in running]

    assert (refused.status, statuses, others.status) == (503, [200, 200], 200)
    assert "Two examples are being answered for you already" in refused.one(".problem").get_text()
    provider.reply_with("Now")
    assert person.post("/guide/smallest", message="Me too").status == 200


def test_server_has_room_for_few_at_once(make_app: MakeApp, provider: ProviderServer) -> None:
    released = held(provider)
    app = make_app(max_running=1)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(Person(app).post, "/guide/streamed", message="Count")
        wait_until_asked(provider, 1)
        refused = Person(app).post("/guide/streamed", message="Count")
        released.set()

    assert (refused.status, running.result(10).status) == (503, 200)
    assert "Very many people" in refused.one(".problem").get_text()


def wait_until_asked(provider: ProviderServer, count: int) -> None:
    """Wait until so many requests have arrived; each is answered only later."""
    waiting = threading.Event()
    for _ in range(500):
        if len(sent(provider)) >= count:
            return
        waiting.wait(0.01)
    raise AssertionError(f"{len(sent(provider))} of {count} requests came")
