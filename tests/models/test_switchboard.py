"""The way from what is offered to who has it."""

import gc
import threading
import time
from dataclasses import replace

import pytest

from tests.models.conftest import MakeSwitchboard
from tests.offered import catalogue_of, offered_model, offered_provider
from tests.provider_server import DONE, ProviderServer, finish, pause, token
from webchat.models.catalogue import Listed
from webchat.models.switchboard import Switchboard
from webchat.provider import ChatMessage, ChatRequest, KeyRefused, ProviderError, Text, TooSlow

HELLO = (ChatMessage("user", "Hello"),)


def say_hello(switchboard: Switchboard, key: str) -> str:
    offer = switchboard.find(key)
    assert offer is not None
    request = ChatRequest(offer.model.id, HELLO)
    with switchboard.client(offer.provider).stream(request) as stream:
        return "".join(event.text for event in stream if isinstance(event, Text))


def test_each_model_is_asked_of_the_provider_that_has_it(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    providers = offered_provider(one.base_url, "one"), offered_provider(two.base_url, "two", api_key="sk-two-4711")
    switchboard = switchboard_over(catalogue_of(*providers))

    answers = say_hello(switchboard, "one/test-model"), say_hello(switchboard, "two/test-model")

    assert answers == ("one", "two")
    assert two.requests[-1].headers["authorization"] == "Bearer sk-two-4711"


@pytest.mark.parametrize(
    "key", ["", "/", "one", "one/", "one/none", "none/test-model", "one/test-model/", "/test-model"]
)
def test_model_that_nobody_offers_is_not_found(
    switchboard_over: MakeSwitchboard, one: ProviderServer, key: str
) -> None:
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one")))

    assert switchboard.find(key) is None


def test_id_with_slashes_is_split_at_the_first(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    provider = offered_provider(one.base_url, "one", models=(offered_model("meta/llama/3"),))
    switchboard = switchboard_over(catalogue_of(provider))

    found = switchboard.find("one/meta/llama/3")

    assert found and found.model.id == "meta/llama/3" and found.key == "one/meta/llama/3"


def test_default_is_the_one_that_the_catalogue_names(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    providers = offered_provider(one.base_url, "one"), offered_provider(two.base_url, "two")
    switchboard = switchboard_over(catalogue_of(*providers, default_model="two/test-model"))

    assert switchboard.default().key == "two/test-model"


def test_one_provider_that_dies_leaves_the_others(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    providers = offered_provider(one.base_url, "one"), offered_provider(two.base_url, "two")
    switchboard = switchboard_over(catalogue_of(*providers))
    one.fail_with(500)

    with pytest.raises(ProviderError):
        say_hello(switchboard, "one/test-model")

    assert say_hello(switchboard, "two/test-model") == "two"
    assert [each.state for each in switchboard.offers(5.0)] == ["away", "there"]


def test_client_is_shared_until_its_provider_changes(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    first, second = offered_provider(one.base_url, "one"), offered_provider(two.base_url, "two")
    switchboard = switchboard_over(catalogue_of(first, second))
    clients = switchboard.client(first), switchboard.client(second)

    changed = replace(second, api_key="sk-other-key")
    switchboard.replace(catalogue_of(replace(first, name="Other name"), changed))

    assert switchboard.client(switchboard.catalogue.providers[0]) is clients[0]
    assert switchboard.client(changed) is not clients[1]


def test_reply_that_runs_goes_on_when_its_provider_is_not_offered_any_more(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    one.reply_with("a b c d", words_per_second=20)
    provider = offered_provider(one.base_url, "one")
    switchboard = switchboard_over(catalogue_of(provider))

    with switchboard.client(provider).stream(ChatRequest("test-model", HELLO)) as stream:
        text = [event.text for event in [next(stream)] if isinstance(event, Text)]
        switchboard.replace(catalogue_of(offered_provider(two.base_url, "two")))
        text += [event.text for event in stream if isinstance(event, Text)]

    assert "".join(text) == "a b c d"
    assert switchboard.find("one/test-model") is None


def test_it_is_ready_when_one_of_several_answers(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    switchboard = switchboard_over(
        catalogue_of(offered_provider("http://127.0.0.1:9/v1", "one"), offered_provider(two.base_url, "two"))
    )

    switchboard.check()

    two.fail_with(500)
    with pytest.raises(ProviderError):
        switchboard.check()


def test_demo_model_is_waited_for_longer_than_others(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    one.answer_raw([pause(0.6), token("late"), finish(), DONE])
    providers = offered_provider(one.base_url, "demo", is_demo=True), offered_provider(one.base_url, "one", api_key="k")
    switchboard = switchboard_over(catalogue_of(*providers), first_byte_timeout=0.2)

    assert say_hello(switchboard, "demo/test-model") == "late"
    with pytest.raises(TooSlow):
        say_hello(switchboard, "one/test-model")


def test_words_for_the_administrator_name_the_provider_and_the_keys_of_the_file(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    described = offered_provider(one.base_url, "one")
    of_environment = offered_provider(two.base_url, "two", is_of_environment=True)
    with_variable = offered_provider(one.base_url, "three", key_from="HOUSE_KEY")
    switchboard = switchboard_over(catalogue_of(described, of_environment, with_variable))
    for server in (one, two):
        server.require_key("sk-other")

    words = []
    for key in ("one/test-model", "two/test-model", "three/test-model"):
        with pytest.raises(KeyRefused) as caught:
            say_hello(switchboard, key)
        words.append(caught.value.for_administrator)

    assert words[0].startswith('Provider "one": key_env is wrong') and "base_url" in words[0]
    assert words[1].startswith("OPENAI_API_KEY is wrong") and "OPENAI_BASE_URL" in words[1]
    assert words[2].startswith('Provider "three": HOUSE_KEY is wrong') and "base_url" in words[2]


def test_connections_to_a_provider_that_is_not_offered_any_more_are_closed(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    providers = offered_provider(one.base_url, "one"), offered_provider(two.base_url, "two")
    switchboard = switchboard_over(catalogue_of(*providers))
    for key in ("one/test-model", "two/test-model"):
        say_hello(switchboard, key)
    switchboard.offers(5.0)

    switchboard.replace(catalogue_of(providers[0]))

    until = time.monotonic() + 5
    while two.connections_open() and time.monotonic() < until:
        threading.Event().wait(0.01)
    assert (one.connections_open(), two.connections_open()) == (2, 0)


def test_reply_that_fails_or_succeeds_tells_whether_its_provider_is_there(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one")))
    states = [switchboard.offers(5.0)[0].state]
    one.fail_with(500)
    with pytest.raises(ProviderError):
        say_hello(switchboard, "one/test-model")
    states.append(switchboard.offers()[0].state)
    one.reply_with("back")

    say_hello(switchboard, "one/test-model")

    assert [*states, switchboard.offers()[0].state] == ["there", "away", "there"]


@pytest.mark.parametrize(("status", "state"), [(429, "there"), (400, "there"), (401, "away"), (402, "away")])
def test_refusal_that_is_about_the_request_does_not_mean_that_the_provider_is_away(
    switchboard_over: MakeSwitchboard, one: ProviderServer, status: int, state: str
) -> None:
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one")))
    switchboard.offers(5.0)
    one.fail_with(status, {"error": {"message": "no"}}, headers={"Retry-After": "60"})

    with pytest.raises(ProviderError):
        say_hello(switchboard, "one/test-model")

    assert switchboard.offers()[0].state == state


def test_allowance_that_is_used_up_is_not_undone_by_a_list_but_by_a_reply(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one")))
    one.fail_with(402, {"error": {"message": "no"}})
    with pytest.raises(ProviderError):
        say_hello(switchboard, "one/test-model")
    one.reply_with("back")

    switchboard.check()
    refreshed = switchboard.refresh("one")
    states = [refreshed.state if refreshed else None, switchboard.offers()[0].state]
    say_hello(switchboard, "one/test-model")

    assert [*states, switchboard.offers()[0].state] == ["away", "away", "there"]


def test_one_moment_stays_as_it_was_when_something_else_is_offered(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one")))
    now = switchboard.now()

    switchboard.replace(catalogue_of(offered_provider(two.base_url, "two")))

    assert now.find("one/test-model") and not now.find("two/test-model")
    assert (now.default().key, now.catalogue.providers[0].slug) == ("one/test-model", "one")
    assert (switchboard.default().key, switchboard.now().default().key) == ("two/test-model", "two/test-model")


def test_one_moment_has_one_list(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    one.models = ["old"]
    provider = offered_provider(one.base_url, "one", listed=Listed())
    switchboard = switchboard_over(catalogue_of(provider), kept_seconds=0.0)
    switchboard.offers(5.0)
    now = switchboard.now()
    now.find("one/old")
    one.models = ["new"]

    switchboard.offers(5.0)

    assert now.find("one/old") and not now.find("one/new")
    assert switchboard.find("one/new") and not switchboard.find("one/old")


def test_whoever_still_holds_a_provider_that_is_gone_leaves_nothing_behind(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    gone = offered_provider(one.base_url, "one")
    switchboard = switchboard_over(catalogue_of(gone))
    switchboard.replace(catalogue_of(offered_provider(two.base_url, "two")))

    with switchboard.client(gone).stream(ChatRequest("test-model", HELLO)) as stream:
        text = "".join(event.text for event in stream if isinstance(event, Text))
    del stream

    gc.collect()
    until = time.monotonic() + 5
    while one.connections_open() and time.monotonic() < until:
        threading.Event().wait(0.01)
    assert (text, one.connections_open()) == ("one", 0)
