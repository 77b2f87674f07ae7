"""What the provider counted corrects the estimate; what cannot be right does not."""

import uuid

import pytest
from flask import Flask

from tests.context.asking import Read, gauge_in, owner_of
from tests.person import Answer, Person, conversation_of
from tests.provider_server import DONE, ProviderServer, event
from webchat.context.corrected import corrected
from webchat.context.estimate import Estimate, estimate_tokens
from webchat.parameters.answering import Overrides
from webchat.provider import ChatMessage

QUESTION = "What is the answer to everything? " * 30
ESTIMATED = estimate_tokens(QUESTION)
RHYME = "Always answer in rhymes." * 10
ANSWER = "It is forty-two."


def tells(provider: ProviderServer, prompt_tokens: int) -> None:
    """From now on the provider has counted so many tokens."""
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": 4}
    words = event({"choices": [{"index": 0, "delta": {"content": ANSWER}, "finish_reason": None}]})
    end = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage})
    provider.answer_raw([words, end, DONE])


def typing_after(alice: Person, asked: Answer, text: str = "") -> Read:
    conversation = conversation_of(asked.sent)  # type: ignore[attr-defined]
    return gauge_in(alice.post("/gauge", message=text, conversation_id=conversation))


def test_what_was_counted_before_is_counted_so_again(alice: Person, provider: ProviderServer) -> None:
    tells(provider, ESTIMATED // 2)

    gauge = typing_after(alice, alice.ask(QUESTION))

    assert gauge.is_estimate
    assert gauge.tokens == pytest.approx(ESTIMATED // 2 + estimate_tokens(ANSWER) / 2 + 2, abs=2)


def test_what_every_request_has_besides_is_added_once(alice: Person, provider: ProviderServer) -> None:
    tells(provider, ESTIMATED + 100)

    gauge = typing_after(alice, alice.ask(QUESTION), QUESTION)

    assert gauge.tokens == 2 * ESTIMATED + estimate_tokens(ANSWER) + 100


def test_a_reply_that_was_continued_corrects_nothing(alice: Person, provider: ProviderServer) -> None:
    """What was counted for it is that of two requests."""
    usage = {"prompt_tokens": ESTIMATED, "completion_tokens": 4}
    words = event({"choices": [{"index": 0, "delta": {"content": ANSWER}, "finish_reason": None}]})
    end = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}], "usage": usage})
    provider.answer_raw([words, end, DONE])
    asked = alice.ask(QUESTION)
    before = typing_after(alice, asked)

    alice.post(f"/replies/{asked.reply_id}/continue", submission_id="go-on-0123456789")
    alice.await_reply(asked.reply_id)

    assert typing_after(alice, asked).tokens < before.tokens + 50


@pytest.mark.parametrize("told", [1, ESTIMATED // 5, ESTIMATED * 20])
def test_a_number_that_cannot_be_right_corrects_nothing(alice: Person, provider: ProviderServer, told: int) -> None:
    tells(provider, told)

    gauge = typing_after(alice, alice.ask(QUESTION))

    assert gauge.tokens == ESTIMATED + estimate_tokens(ANSWER) + 4


def test_instructions_that_were_changed_since_are_not_taken_for_text(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    tells(provider, ESTIMATED)
    asked = alice.ask(QUESTION)
    conversation = conversation_of(asked.sent)  # type: ignore[attr-defined]

    owner = owner_of(app, conversation)
    app.extensions["desk"].change_parameters(owner, uuid.UUID(conversation), Overrides(instructions=RHYME))

    expected = ESTIMATED + estimate_tokens(ANSWER) + estimate_tokens(RHYME) + 4
    assert typing_after(alice, asked).tokens == pytest.approx(expected, abs=1)


def test_instructions_that_were_sent_then_are_not_taken_for_a_tokenizer(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    tells(provider, ESTIMATED + estimate_tokens(RHYME))
    owner = owner_of(app, conversation := conversation_of(alice.ask("Hello").sent))  # type: ignore[attr-defined]
    desk = app.extensions["desk"]
    desk.change_parameters(owner, uuid.UUID(conversation), Overrides(instructions=RHYME))
    tells(provider, ESTIMATED + estimate_tokens(RHYME) + estimate_tokens("Hello") + estimate_tokens(ANSWER))
    asked = alice.ask(QUESTION, conversation_id=conversation)

    desk.change_parameters(owner, uuid.UUID(conversation), Overrides())

    expected = ESTIMATED + estimate_tokens("Hello") + 2 * estimate_tokens(ANSWER) + 4
    assert gauge_in(alice.post("/gauge", message="", conversation_id=conversation)).tokens == expected, asked.words


def test_more_of_a_conversation_fits_when_the_estimate_was_too_high() -> None:
    messages = [ChatMessage("user", "x" * 300)]

    counter = corrected(Estimate(), estimated=200, told=100)

    assert counter.counts(messages) == [52]
    assert counter.frame(has_instructions=False) == 0
