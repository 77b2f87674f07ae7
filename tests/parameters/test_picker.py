"""Which models stand in the list: by provider, found by words, and never more than can be read."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from webchat.models.catalogue import OfferedModel, OfferedProvider, Price
from webchat.models.offer import AWAY, Offer, ProviderOffers, State
from webchat.parameters.picker import MOST_SHOWN, Picker, pick


def a_model(name: str, **changes: Any) -> OfferedModel:
    return OfferedModel(id=name.lower(), name=name, context_tokens=8192, max_reply_tokens=1024, **changes)


def offers(name: str, *models: str, state: State = "there", words: str | None = None) -> ProviderOffers:
    provider = OfferedProvider(slug=name.lower(), name=name, base_url="http://127.0.0.1:9/v1")
    return ProviderOffers(provider, tuple(map(a_model, models)), state, words)


def chosen_of(place: ProviderOffers, name: str) -> Offer:
    return Offer(place.provider, a_model(name))


USUAL = chosen_of(offers("Elsewhere"), "Usual")


def names(picker: Picker) -> dict[str, list[str]]:
    return {group.name: [choice.model.name for choice in group.choices] for group in picker.groups}


def shown(picker: Picker) -> int:
    return sum(len(group.choices) for group in picker.groups)


def keys_chosen(picker: Picker) -> list[str]:
    return [choice.key for group in picker.groups for choice in group.choices if choice.is_chosen]


def many(name: str, count: int) -> ProviderOffers:
    return offers(name, *(f"{name}-{number}" for number in range(count)))


def test_models_stand_in_the_order_of_their_providers() -> None:
    picker = pick([offers("Near", "B", "A"), offers("Far", "C")], chosen=None, usual=USUAL)

    assert names(picker) == {"Near": ["B", "A"], "Far": ["C"]}
    assert not picker.has_search


def test_the_chosen_and_the_usual_one_are_marked() -> None:
    near = offers("Near", "A", "B")

    picker = pick([near], chosen=chosen_of(near, "A"), usual=chosen_of(near, "B"))

    marks = [(choice.is_chosen, choice.is_default) for choice in picker.groups[0].choices]
    assert marks == [(True, False), (False, True)]
    assert (picker.usual, picker.is_usual) == ("B", False)
    assert pick([near], chosen=None, usual=USUAL).is_usual


def test_all_words_have_to_be_in_the_names_in_any_case() -> None:
    places = [offers("Near", "Small Horse", "Big Horse"), offers("Big Farm", "Horse", "Cow")]

    assert names(pick(places, chosen=None, usual=USUAL, q=" BIG horse ")) == {
        "Near": ["Big Horse"],
        "Big Farm": ["Horse"],
    }


def test_five_thousand_models_are_cut_to_what_can_be_read() -> None:
    picker = pick([many("Far", 5_000)], chosen=None, usual=USUAL)

    assert shown(picker) == MOST_SHOWN
    assert (picker.count, picker.found, picker.left_out) == (5_000, 5_000, 4_950)
    assert picker.has_search


def test_a_provider_with_thousands_does_not_hide_the_others() -> None:
    picker = pick([many("Far", 5_000), offers("Near", "A", "B")], chosen=None, usual=USUAL)

    assert len(names(picker)["Far"]) == MOST_SHOWN - 2
    assert names(picker)["Near"] == ["A", "B"]


def test_what_is_chosen_stays_in_the_list_whatever_is_looked_for() -> None:
    far = many("Far", 5_000)

    picker = pick([far], chosen=chosen_of(far, "Far-4999"), usual=USUAL, q="far-12")

    assert keys_chosen(picker) == ["far/far-4999"]
    assert names(picker)["Far"][:2] == ["Far-4999", "Far-12"]


def test_what_is_chosen_stays_when_its_provider_is_away_and_lists_nothing() -> None:
    far = offers("Far", state="away", words=AWAY)

    picker = pick([far], chosen=chosen_of(far, "A"), usual=USUAL)

    assert names(picker) == {"Far": ["A"]}
    assert (picker.groups[0].state, picker.groups[0].words) == ("away", AWAY)


def test_a_provider_that_is_away_is_named_but_not_among_what_was_found() -> None:
    places = [offers("Far", state="away", words=AWAY), offers("Near", "A")]

    assert list(names(pick(places, chosen=None, usual=USUAL))) == ["Far", "Near"]
    assert list(names(pick(places, chosen=None, usual=USUAL, q="a"))) == ["Near"]


def test_prices_are_told_in_billionths_a_free_one_as_nothing() -> None:
    paid = a_model("A", price=Price(currency="USD", input=Decimal("0.25"), output=Decimal("2")))
    free = a_model("B", price=Price(currency="USD", input=Decimal(0), output=Decimal(0)))
    place = offers("Near")

    picker = pick([ProviderOffers(place.provider, (paid, free, a_model("C")), "there")], chosen=None, usual=USUAL)

    assert [choice.nanos for choice in picker.groups[0].choices] == [(250_000_000, 2_000_000_000), (0, 0), None]


@settings(deadline=None, max_examples=50)
@given(counts=st.lists(st.integers(0, 200), max_size=8), most=st.integers(0, 60))
def test_shown_and_left_out_are_all_and_room_is_never_wasted(counts: list[int], most: int) -> None:
    places = [many(f"P{number}", count) for number, count in enumerate(counts)]

    picker = pick(places, chosen=None, usual=USUAL, most=most)

    assert shown(picker) == min(most, sum(counts))
    assert shown(picker) + picker.left_out == picker.count == sum(counts)
