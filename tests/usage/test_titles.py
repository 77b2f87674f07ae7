"""What asking for a title took counts for whoever has the conversation, whatever became of both meanwhile."""

import threading

import pytest

from tests.conftest import MakeApp
from tests.conversations.test_titling import asks_for_title
from tests.person import Person, conversation_of
from tests.provider_server import DONE, ProviderServer, cut, finish, token


def wait_for_titling() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("title-"):
            thread.join(10)


def used_today(person: Person) -> list[str]:
    return [cell.get_text().strip() for cell in person.open("/usage").all("tbody td")]


def test_title_for_a_conversation_that_was_deleted_meanwhile_counts(
    make_app: MakeApp, provider: ProviderServer
) -> None:
    go_on = threading.Event()
    provider.reply_with(lambda request: go_on.wait(10) and "Title" or "" if asks_for_title(request) else "Hello you")
    person = Person(make_app(titles=True))
    conversation = conversation_of(person.ask("Hi").sent)  # type: ignore[attr-defined]

    person.post(f"/conversations/{conversation}/delete")
    go_on.set()
    wait_for_titling()

    assert used_today(person) == ["1", "23"]  # ten of each prompt, two of the reply, one of the title


@pytest.mark.parametrize("model_breaks_off", [False, True])
def test_title_that_broke_off_counts_about_what_it_took(
    make_app: MakeApp, provider: ProviderServer, model_breaks_off: bool
) -> None:
    provider.answer_raw([token("Hello"), finish(), DONE], times=1)
    provider.answer_raw([token("Tit"), cut() if model_breaks_off else DONE], times=1)
    person = Person(make_app(titles=True))

    person.ask("Hi")
    wait_for_titling()

    replies, tokens = used_today(person)
    assert (len(provider.requests), replies) == (2, "1")
    assert int(tokens.removeprefix("about ")) > 80


def test_title_that_was_refused_counts_nothing(make_app: MakeApp, provider: ProviderServer) -> None:
    provider.reply_with("Hello you")
    provider.judge = lambda request: (400, {"error": {"message": "No"}}) if asks_for_title(request) else None
    person = Person(make_app(titles=True))

    person.ask("Hi")
    wait_for_titling()

    assert used_today(person) == ["1", "12"]
