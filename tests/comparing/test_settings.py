"""The settings above each reply of a comparison: those that were really sent, and how they differ."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.comparing.compared import FAR, NEAR, QUESTION, address_in, begun, compare, ended, settings
from tests.conftest import MakeApp
from tests.offered import offered_provider
from tests.person import HTMX, Answer, Person
from tests.provider_server import ProviderServer, Recorded
from webchat.models.catalogue import OfferedProvider

REFUSED = "Not sent: this model does not take it"


def test_both_stand_below_the_message_with_their_settings(alice: Person) -> None:
    page = alice.open(ended(alice, a_temperature="0", b_temperature="1.5", b_instructions="Be a pirate."))

    assert page.one("article[data-role=user] .message__body").get_text() == QUESTION
    assert settings(page, "a") == {
        "Model": "Plain",
        "Instructions": "None differs",
        "Temperature": "0 differs",
    }
    assert settings(page, "b")["Instructions"] == "Be a pirate. differs"
    assert settings(page, "b")["Temperature"] == "1.5 differs"


def refuses_temperature(request: Recorded) -> tuple[int, Any] | None:
    """As a model that takes none does."""
    refusal = {"error": {"message": "Unsupported parameter: 'temperature'", "param": "temperature"}}
    return (400, refusal) if request.json and "temperature" in request.json else None


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_setting_that_the_model_refused_is_said_to_be_not_sent(
    make_app: MakeApp, both: list[OfferedProvider], provider: ProviderServer, is_kept: bool
) -> None:
    provider.judge = refuses_temperature
    alice = Person(make_app(providers=both, exchanges=is_kept))

    page = alice.open(ended(alice, a_temperature="0", b_temperature="1.5"))

    assert [settings(page, side)["Temperature"] for side in "ab"] == [REFUSED, REFUSED]


def test_a_setting_that_one_of_two_models_refused_differs(
    make_app: MakeApp, provider: ProviderServer, far: ProviderServer
) -> None:
    provider.judge = refuses_temperature
    offered = [offered_provider(provider.base_url, "near"), offered_provider(far.base_url, "far")]
    alice = Person(make_app(providers=offered))

    page = alice.open(
        ended(alice, a_model="near/test-model", b_model="far/test-model", a_temperature="1", b_temperature="1")
    )

    assert settings(page, "a")["Temperature"] == f"{REFUSED} differs"
    assert settings(page, "b")["Temperature"] == "1 differs"


def test_what_was_sent_once_is_told_also_when_the_model_refuses_it_later(
    alice: Person, provider: ProviderServer
) -> None:
    address = ended(alice, a_temperature="0", b_temperature="1.5")
    provider.judge = refuses_temperature
    ended(alice, a_temperature="0", b_temperature="1.5")

    assert settings(alice.open(address), "b")["Temperature"] == "1.5 differs"


@pytest.fixture
def answers_late(provider: ProviderServer) -> Iterator[threading.Event]:
    """The near provider refuses a temperature, and answers what it takes when this is set."""
    event = threading.Event()

    def judge(request: Recorded) -> tuple[int, Any] | None:
        refusal = refuses_temperature(request)
        if request.json and not refusal:
            event.wait(5)
        return refusal

    provider.judge = judge
    yield event
    event.set()


def test_a_page_that_is_open_is_told_of_a_refusal_when_the_reply_has_ended(
    alice: Person, answers_late: threading.Event
) -> None:
    address = begun(alice, a_temperature="0", b_temperature="1.5")
    page = alice.open(address)
    answers_late.set()
    for reply in page.all("article.message[data-role=assistant]"):
        alice.await_reply(str(reply["id"]).removeprefix("message-"))

    told = Answer(alice.client.get(str(page.one("#compare-settled")["hx-get"]), headers=HTMX))

    assert settings(page, "b")["Temperature"] == "1.5 differs"
    assert [partial["hx-target"] for partial in told.all("hx-partial")] == ["#settings-a", "#settings-b"]
    assert REFUSED in told.one("#settings-a").get_text() and "1.5" not in told.one("#settings-b").get_text()
    assert not told.one("#compare-settled").get("hx-get")


def test_a_page_without_a_setting_that_can_be_refused_does_not_ask(alice: Person, written: threading.Event) -> None:
    page = alice.open(begun(alice, b_instructions="Be a pirate."))

    assert not page.one("#compare-settled").get("hx-get")
    written.set()


def test_without_scripts_the_settings_follow_the_reply_that_tells_what_was_sent(
    plain: Person, answers_late: threading.Event
) -> None:
    address = address_in(compare(plain, a_temperature="0", b_temperature="1.5"))

    page = plain.open_arriving(address, answers_late)

    assert [settings(page, side)["Temperature"] for side in "ab"] == [REFUSED, REFUSED]


def test_other_models_are_marked_and_so_is_what_only_one_takes(alice: Person) -> None:
    page = alice.open(ended(alice, a_model=NEAR, b_model=FAR, b_reasoning_effort="high"))

    assert settings(page, "a")["Model"] == "Plain differs"
    assert settings(page, "b")["Reasoning effort"] == "high differs"
