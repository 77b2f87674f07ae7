"""Providers that are away, or whose list is: what was known stays, and nobody is moved to another model."""

import threading
import time

import pytest

from tests.models.conftest import MakeSwitchboard
from tests.models.listed import asked, ids
from tests.offered import catalogue_of, offered_provider
from tests.provider_server import ProviderServer, wait_for
from webchat.models.catalogue import Listed


def test_old_list_stays_when_the_provider_goes_away(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    one.models = ["a", "b"]
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=Listed())))
    ids(switchboard)
    one.fail_with(500)

    offers = switchboard.refresh("one")

    assert offers and [model.id for model in offers.models] == ["test-model", "a", "b"]
    assert (offers.state, offers.words) == ("away", "Not available at the moment.")
    assert switchboard.find("one/a")


@pytest.mark.parametrize("status", [404, 405, 200])
def test_old_list_stays_when_there_is_none_for_a_moment(
    switchboard_over: MakeSwitchboard, one: ProviderServer, status: int
) -> None:
    one.models = ["a", "b"]
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=Listed())))
    ids(switchboard)
    one.models = []
    if status != 200:
        one.fail_with(status)

    offers = switchboard.refresh("one")

    assert offers and [model.id for model in offers.models] == ["test-model", "a", "b"]
    assert (offers.state, offers.words) == ("away", "Not available at the moment.")
    assert switchboard.find("one/a")


@pytest.mark.parametrize("status", [404, 200])
def test_list_that_was_none_or_empty_from_the_start_moves_nobody_and_is_asked_for_again_soon(
    switchboard_over: MakeSwitchboard, one: ProviderServer, status: int
) -> None:
    one.models = []
    if status != 200:
        one.fail_with(status)
    switchboard = switchboard_over(
        catalogue_of(offered_provider(one.base_url, "one", listed=Listed(only=("a*",)))), away_seconds=0.0
    )
    early = switchboard.offers(5.0)[0]
    found = switchboard.find("one/a"), switchboard.find("one/b")
    one.reply_with("Hello")
    one.models = ["a", "b"]

    late = switchboard.offers(5.0)[0]

    assert (early.state, [model.id for model in early.models]) == ("there", ["test-model"])
    assert found[0] and not found[1]
    assert [model.id for model in late.models] == ["test-model", "a"]


def test_provider_that_comes_back_is_there_again(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    one.fail_with(500)
    switchboard = switchboard_over(
        catalogue_of(offered_provider(one.base_url, "one", listed=Listed())), away_seconds=0.0
    )
    away = switchboard.offers(5.0)[0]
    one.reply_with("Hello")
    one.models = ["a"]

    offers = switchboard.offers(5.0)[0]

    assert away.state == "away" and [model.id for model in away.models] == ["test-model"]
    assert (offers.state, offers.words) == ("there", None)
    assert [model.id for model in offers.models] == ["test-model", "a"]


def test_one_that_is_away_is_not_asked_with_every_look(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    one.fail_with(401)
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=Listed())))

    for _ in range(5):
        switchboard.offers(5.0)

    assert asked(one) == 1


def test_looking_never_waits_for_a_provider_that_is_silent(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    go_on = threading.Event()
    one.answer_raw([b"{", wait_for(go_on)], headers={"Content-Type": "application/json"})
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=Listed())))
    began = time.monotonic()

    offers = switchboard.offers()[0]
    found = switchboard.find("one/any")

    assert time.monotonic() - began < 1
    assert (offers.state, offers.words) == ("asking", "Asking what there is…")
    assert found and found.model.context_tokens == 16_384
    go_on.set()


def test_provider_without_a_list_is_there_when_it_answers(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    one.fail_with(404)
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one")))

    offers = switchboard.offers(5.0)[0]

    assert (offers.state, offers.words) == ("there", None)
