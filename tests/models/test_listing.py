"""What providers list themselves: asked in the background, filtered, kept, and honest about who is away."""

import threading
import time

import pytest

from tests.models.conftest import MakeSwitchboard
from tests.models.listed import asked, ids
from tests.offered import catalogue_of, offered_model, offered_provider
from tests.provider_server import ProviderServer
from webchat.models.catalogue import Listed


def test_list_is_offered_after_what_the_configuration_describes(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    one.models = ["b", {"id": "test-model", "context_length": 1}, {"id": "c", "context_length": 32_000}, "b"]
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=Listed())))

    assert ids(switchboard) == ["test-model", "b", "c"]
    found = [switchboard.find(f"one/{name}") for name in ("test-model", "b", "c")]
    assert [offer.model.context_tokens for offer in found if offer] == [8192, 16_384, 32_000]
    assert [offer.model.max_reply_tokens for offer in found if offer] == [1024, 4096, 4096]


@pytest.mark.parametrize(("told", "believed"), [(1, 16_384), (255, 16_384), (256, 256), (2**52, 10_000_000)])
def test_size_that_no_model_has_is_not_believed(
    switchboard_over: MakeSwitchboard, one: ProviderServer, told: int, believed: int
) -> None:
    one.models = [{"id": "c", "context_length": told}]
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=Listed())))

    assert ids(switchboard) == ["test-model", "c"]
    found = switchboard.find("one/c")
    assert found and found.model.context_tokens == believed
    assert found.model.max_reply_tokens == min(4096, believed // 2)


def test_list_is_filtered_by_what_is_wanted_and_never_wanted(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    one.models = ["gpt-5", "gpt-5-audio", "o3", "GPT-6", "", " ", "gpt-\n", "gpt-" + "x" * 300]
    listed = Listed(only=("gpt-*", "o?"), never=("*-audio*",))
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=listed)))

    assert ids(switchboard) == ["test-model", "gpt-5", "o3"]
    assert switchboard.find("one/gpt-5") and not switchboard.find("one/gpt-5-audio")


def test_list_is_kept_and_not_asked_for_again(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=Listed())))

    for _ in range(5):
        ids(switchboard)

    assert asked(one) == 1


def test_old_list_is_shown_while_it_is_asked_for_again(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    switchboard = switchboard_over(
        catalogue_of(offered_provider(one.base_url, "one", listed=Listed())), kept_seconds=0.0
    )
    one.models = ["old"]
    ids(switchboard)
    one.models = ["new"]

    at_once = [model.id for model in switchboard.offers()[0].models]

    assert at_once == ["test-model", "old"]
    assert ids(switchboard)[1:] == ["new"]


def test_finding_asks_nobody_and_looking_asks_those_whose_list_is_old(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    providers = offered_provider(one.base_url, "one", listed=Listed()), offered_provider(two.base_url, "two")
    switchboard = switchboard_over(catalogue_of(*providers), kept_seconds=0.0)

    switchboard.find("one/test-model"), switchboard.find("two/test-model"), switchboard.default()
    by_finding = asked(one), asked(two)
    switchboard.look()
    ids(switchboard)

    assert by_finding == (0, 0)
    assert asked(one) >= 1


def test_as_long_as_a_list_is_not_known_only_what_it_may_hold_is_taken_at_its_word(
    switchboard_over: MakeSwitchboard,
) -> None:
    listed = Listed(only=("gpt-*",), never=("*-audio",))
    provider = offered_provider("http://127.0.0.1:9/v1", "one", listed=listed)
    switchboard = switchboard_over(catalogue_of(provider))
    switchboard.offers(5.0)

    assert switchboard.find("one/gpt-5")
    assert not switchboard.find("one/gpt-5-audio")
    assert not switchboard.find("one/other")
    assert not switchboard.find("one/gpt-\x00")


def test_name_that_is_not_on_a_known_list_is_not_found(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=Listed())))
    switchboard.offers(5.0)

    assert switchboard.find("one/model-a")
    assert not switchboard.find("one/model-b")


def test_provider_that_lists_nothing_says_so(switchboard_over: MakeSwitchboard, one: ProviderServer) -> None:
    one.models = []
    provider = offered_provider(one.base_url, "one", models=(), listed=Listed())
    switchboard = switchboard_over(catalogue_of(provider, default_model="one/told"))

    offers = switchboard.offers(5.0)[0]

    assert (offers.models, offers.state, offers.words) == ((), "there", "Lists no models.")
    assert switchboard.default().model.id == "told"


def test_five_thousand_models_are_listed_filtered_and_found_quickly(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    one.models = [f"maker-{number % 50}/model-{number}" for number in range(5_000)]
    listed = Listed(only=tuple(f"maker-{number}/*" for number in range(50)), never=("*-9",))
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=listed)))
    switchboard.offers(10.0)

    began = time.thread_time()
    for _ in range(1_000):
        assert switchboard.find("one/maker-49/model-4999")
        assert len(switchboard.offers()[0].models) == 5_000
    took = time.thread_time() - began

    assert took < 2.0


def test_models_that_a_provider_lists_are_hidden_unless_the_configuration_offers_them(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    one.models = ["secret-model"]
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", models=(offered_model("a"),))))

    assert ids(switchboard) == ["a"]
    assert not switchboard.find("one/secret-model")


def test_refreshing_a_provider_that_there_is_not_is_answered_with_nothing(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one")))

    assert switchboard.refresh("none") is None


def test_whether_there_is_a_choice_is_known_without_asking_anybody(
    switchboard_over: MakeSwitchboard, one: ProviderServer, two: ProviderServer
) -> None:
    single = switchboard_over(catalogue_of(offered_provider(one.base_url, "one", listed=Listed())))
    several = switchboard_over(
        catalogue_of(offered_provider(one.base_url, "one"), offered_provider(two.base_url, "two"))
    )

    assert (single.offers_several, several.offers_several) == (False, True)
    assert one.requests == two.requests == []

    single.offers(5.0)
    assert single.offers_several


def test_pressing_for_an_answer_again_and_again_asks_once_a_second(
    switchboard_over: MakeSwitchboard, one: ProviderServer
) -> None:
    switchboard = switchboard_over(catalogue_of(offered_provider(one.base_url, "one")))
    until = time.monotonic() + 1.5

    def press() -> None:
        while time.monotonic() < until:
            switchboard.refresh("one")

    pressing = [threading.Thread(target=press) for _ in range(5)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join(10)

    assert 2 <= asked(one) <= 3
