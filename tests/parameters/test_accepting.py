"""What a person sets is judged before it is stored: what is wrong is refused, what is usual sets nothing."""

import pytest

from tests.parameters.offering import switchboard
from webchat.errors import InvalidInput
from webchat.parameters.accepting import accept, accepted_assistant, accepted_model, fine
from webchat.parameters.answering import Overrides

MOST = 100


def accepted(assistant: str | None = None, **form: str) -> Overrides:
    return accept(switchboard(), form, assistant=assistant, max_chars=MOST)


def test_an_empty_form_sets_nothing() -> None:
    blank = {"model": "", "instructions": " \n", "temperature": " ", "max_tokens": "", "reasoning_effort": ""}

    assert accepted(**blank) == accepted() == Overrides()


def test_everything_can_be_set() -> None:
    found = accepted(
        model="far/thinker", instructions=" Be\r\nbrief. ", temperature="0,25", max_tokens="64", reasoning_effort="high"
    )

    assert found == Overrides(
        model="far/thinker", instructions="Be\nbrief.", temperature=0.25, max_tokens=64, reasoning_effort="high"
    )


def test_what_the_assistant_says_anyway_is_not_set() -> None:
    found = accepted(
        "help-desk", model="far/thinker", instructions="Be patient.", max_tokens="500", reasoning_effort="low"
    )

    assert found == Overrides(model="far/thinker"), "who chose a model keeps it when another becomes the usual one"


def test_a_parameter_that_the_model_does_not_take_is_kept_for_another() -> None:
    assert accepted(model="near/plain", reasoning_effort="high").reasoning_effort == "high"
    assert accepted(model="far/thinker", temperature="1").temperature == 1.0


WRONG = [
    ("model", "near/older"),
    ("model", "thinker"),
    ("model", "far/thinker\n"),
    ("temperature", "2.01"),
    ("temperature", "-1"),
    ("temperature", "nan"),
    ("temperature", "1e0"),
    ("temperature", "."),
    ("temperature", "٣"),
    ("temperature", "9" * 400),
    ("max_tokens", "0"),
    ("max_tokens", "1025"),
    ("max_tokens", "1.5"),
    ("max_tokens", "9" * 4301),
    ("reasoning_effort", "ultra"),
    ("instructions", "x" * (MOST + 1)),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_is_wrong_is_refused_and_passed_over_where_it_is_only_shown(name: str, value: str) -> None:
    form = {"temperature": "0.5", "max_tokens": "7", name: value}

    with pytest.raises(InvalidInput):
        accept(switchboard(), form, assistant=None, max_chars=MOST)

    shown = fine(switchboard(), form, assistant=None, max_chars=MOST)
    assert getattr(shown, name) is None
    assert shown.temperature == (None if name == "temperature" else 0.5)


def test_the_longest_reply_may_be_one_that_another_model_writes() -> None:
    assert accepted(model="near/small", max_tokens="300").max_tokens == 300
    with pytest.raises(InvalidInput, match="is a whole number of tokens from 1 to 1,024"):
        accepted(model="near/small", max_tokens="1025")


@pytest.mark.parametrize(("text", "degree"), [(".5", 0.5), (",5", 0.5), ("1.", 1.0), ("0", 0.0)])
def test_a_temperature_is_read_as_browsers_and_people_write_it(text: str, degree: float) -> None:
    assert accepted(temperature=text).temperature == degree


def test_a_model_or_an_assistant_that_is_not_offered_is_refused() -> None:
    board = switchboard()

    assert (accepted_model(board, ""), accepted_model(board, "far/thinker")) == (None, "far/thinker")
    assert (accepted_assistant(board, ""), accepted_assistant(board, "help-desk")) == (None, "help-desk")
    with pytest.raises(InvalidInput):
        accepted_model(board, "far/none")
    with pytest.raises(InvalidInput):
        accepted_assistant(board, "no-desk")
