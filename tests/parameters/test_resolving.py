"""What answers a conversation: its own settings before its assistant's, as far as they are offered and taken."""

import json
from dataclasses import replace

import pytest

from tests.parameters.offering import FAR, HELP_DESK, NEAR, PRICE, switchboard
from webchat.parameters.answering import Answering, Overrides
from webchat.parameters.changing import answering_in
from webchat.parameters.recorded import answering_of, sensible
from webchat.parameters.resolving import NOTHING_OWN, resolve
from webchat.provider import ModelUnknown
from webchat.store import Conversation


def answering(assistant: str | None = None, **own: object) -> Answering:
    return resolve(switchboard(), assistant, Overrides.of(own))


def test_a_conversation_that_sets_nothing_gets_the_default_assistant_and_model() -> None:
    found = answering()

    assert (found.key, found.assistant.slug, found.instructions) == ("near/plain", "default", "Be kind.")
    assert (found.temperature, found.max_tokens, found.reasoning_effort) == (None, 1024, None)
    assert (found.differs, found.gone) == (frozenset(), None)


def test_an_assistant_brings_its_model_instructions_and_parameters() -> None:
    found = answering("help-desk")

    assert (found.key, found.instructions, found.max_tokens) == ("far/thinker", "Be patient.", 500)
    assert found.reasoning_effort == "low"
    assert found.temperature is None, "the model takes none"


def test_what_a_conversation_sets_comes_before_what_its_assistant_says() -> None:
    found = answering("help-desk", model="near/plain", instructions="Be brief.", temperature=0.0, max_tokens=20)

    assert (found.key, found.instructions, found.temperature, found.max_tokens) == ("near/plain", "Be brief.", 0.0, 20)
    assert found.differs == {"model", "instructions", "temperature", "max_tokens"}


def test_what_the_model_does_not_take_is_neither_sent_nor_called_different() -> None:
    found = answering(model="near/plain", reasoning_effort="high")
    other = answering(model="far/thinker", temperature=1.5)

    assert (found.reasoning_effort, other.temperature) == (None, None)
    assert found.differs == frozenset()
    assert other.differs == {"model"}


def test_a_reply_is_never_longer_than_its_model_writes() -> None:
    found = answering("help-desk", model="near/small")

    assert found.max_tokens == 256
    assert found.context_budget == 8192 - 256


def test_the_assistants_own_value_is_no_difference() -> None:
    assert answering("help-desk", model="far/thinker", max_tokens=500).differs == frozenset()


@pytest.mark.parametrize(
    ("assistant", "own", "key", "gone"),
    [
        (None, {"model": "near/older"}, "near/plain", "older"),
        ("help-desk", {"model": "away/org/model"}, "far/thinker", "org/model"),
        ("closed-desk", {}, "near/plain", "closed-desk"),
        ("closed-desk", {"model": "far/thinker"}, "far/thinker", "closed-desk"),
    ],
)
def test_what_is_not_offered_any_more_is_named_and_the_default_goes_on(
    assistant: str | None, own: dict[str, str], key: str, gone: str
) -> None:
    found = answering(assistant, **own)

    assert (found.key, found.gone) == (key, gone)


def test_an_assistant_whose_model_is_not_offered_is_answered_by_the_default_model() -> None:
    board = switchboard(assistants=(replace(HELP_DESK, model="far/older"),), default_assistant="help-desk")

    assert resolve(board, None, NOTHING_OWN).key == "near/plain"


def test_the_demo_model_stays_calm_unless_somebody_says_otherwise() -> None:
    board = switchboard(providers=(replace(NEAR, is_demo=True), FAR))

    assert resolve(board, None, NOTHING_OWN).temperature == 0.0
    assert resolve(board, None, Overrides(temperature=0.9)).temperature == 0.9


def test_a_record_brings_the_same_back_though_assistant_and_price_have_changed() -> None:
    asked = answering("help-desk", instructions="Be brief.")
    record = json.loads(json.dumps(asked.record()))
    changed = replace(FAR, models=(replace(FAR.models[0], price=None),))

    found = answering_of(switchboard(assistants=(HELP_DESK,), providers=(NEAR, changed)), record)

    assert (found.key, found.instructions, found.max_tokens) == ("far/thinker", "Be brief.", 500)
    assert (found.reasoning_effort, found.model.price) == ("low", PRICE)


def test_a_recorded_model_that_is_gone_is_an_error_with_its_name() -> None:
    record = answering("help-desk").record()

    with pytest.raises(ModelUnknown, match="The model thinker is not offered here any more"):
        answering_of(switchboard(providers=(NEAR,)), record)


def test_a_reply_of_an_earlier_version_is_written_by_the_default_model() -> None:
    assert answering_of(switchboard(), None).key == "near/plain"


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "far/thinker",
        {"model": 5, "temperature": "hot", "max_tokens": True, "instructions": [], "reasoning_effort": None},
        {"temperature": float("nan"), "max_tokens": 10**12},
        {"temperature": 10**400, "max_tokens": 0, "model": "x" * 301, "colour": "red"},
    ],
)
def test_nonsense_in_the_store_or_a_file_sets_nothing(stored: object) -> None:
    assert Overrides.of(stored) == NOTHING_OWN


def test_a_record_from_a_file_keeps_what_makes_sense() -> None:
    record = {"provider": "far", "model": "thin\0ker", "temperature": 9, "max_tokens": 5, "secret": "x"}

    found = sensible(record)

    assert found is not None
    assert (found["provider"], found["model"], found["temperature"], found["max_tokens"]) == ("far", "thinker", None, 5)
    assert "secret" not in found
    assert sensible({"provider": "far"}) is None


def test_a_model_named_for_once_that_is_gone_leaves_the_conversation_its_own() -> None:
    conversation = Conversation(assistant="help-desk", overrides={"model": "near/small"})

    there = answering_in(switchboard(), conversation, model="near/plain")
    gone = answering_in(switchboard(), conversation, model="far/older")

    assert (there.key, gone.key) == ("near/plain", "near/small")
    assert gone.gone is None
