"""What is sent of a conversation fits the model's context, newest turns first."""

import time

from hypothesis import given
from hypothesis import strategies as st

from webchat.context.estimate import Estimate, estimate_tokens
from webchat.context.fitting import Context
from webchat.context.fitting import fit as fit_counted
from webchat.provider import ChatMessage


def fit(history: list[ChatMessage], *, system_prompt: str | None, budget: int) -> Context:
    return fit_counted(history, instructions=system_prompt, budget=budget, counter=Estimate())


def turns(count: int, size: int = 30) -> list[ChatMessage]:
    history = []
    for number in range(count):
        history += [
            ChatMessage("user", f"q{number} " + "x" * size),
            ChatMessage("assistant", f"a{number} " + "y" * size),
        ]
    return [*history, ChatMessage("user", "and now?")]


def test_everything_is_sent_while_it_fits() -> None:
    history = turns(3)

    context = fit(history, system_prompt="Be kind.", budget=1000)

    assert context.messages == (ChatMessage("system", "Be kind."), *history)
    assert context.left_out == 0


def test_the_oldest_turns_are_left_out_whole() -> None:
    history = turns(10)

    context = fit(history, system_prompt=None, budget=100)

    assert context.messages[0].role == "user"
    assert context.messages == tuple(history[-len(context.messages) :])
    assert context.left_out == len(history) - len(context.messages) > 0


def test_the_last_message_is_sent_even_when_it_is_too_long() -> None:
    history = [*turns(2), ChatMessage("assistant", "ok"), ChatMessage("user", "z" * 10_000)]

    context = fit(history, system_prompt="Be kind.", budget=100)

    assert [message.role for message in context.messages] == ["system", "user"]
    assert context.left_out == len(history) - 1


def test_messages_whose_reply_failed_are_joined_so_that_roles_alternate() -> None:
    history = [ChatMessage("user", "first"), ChatMessage("user", "second")]

    context = fit(history, system_prompt=None, budget=1000)

    assert context.messages == (ChatMessage("user", "first\n\nsecond"),)


def test_a_failed_message_that_does_not_fit_with_the_last_one_is_left_out_alone() -> None:
    history = [ChatMessage("user", "long " * 100), ChatMessage("user", "short"), ChatMessage("user", "last")]

    context = fit(history, system_prompt=None, budget=100)

    assert context.messages == (ChatMessage("user", "short\n\nlast"),)
    assert (context.left_out, context.is_full) == (1, True)


def test_the_size_is_that_of_what_is_sent() -> None:
    history = turns(10)

    context = fit(history, system_prompt="Be kind.", budget=100)

    assert context.tokens == sum(estimate_tokens(message.content) for message in context.messages) <= 100
    assert context.is_estimate


def test_very_many_messages_without_an_answer_are_counted_quickly() -> None:
    history = [ChatMessage("user", "unanswered " * 20) for _ in range(5_000)]

    started = time.perf_counter()
    context = fit(history, system_prompt=None, budget=100_000)

    assert time.perf_counter() - started < 1
    assert 0 < context.left_out < 5_000


roles = st.sampled_from(["user", "assistant"])
histories = st.lists(st.builds(ChatMessage, roles, st.text(min_size=1, max_size=60)), max_size=30)


@given(histories, st.integers(20, 400))
def test_what_is_sent_fits_or_is_one_message_and_alternates(history: list[ChatMessage], budget: int) -> None:
    history = [*history, ChatMessage("user", "last")]

    context = fit(history, system_prompt="s", budget=budget)

    sent = context.messages[1:]
    total = sum(estimate_tokens(message.content) for message in context.messages)
    assert total <= budget or context.left_out == len(history) - 1
    assert sent[0].role == "user" or context.left_out == 0
    assert sent[-1].content.endswith("last")
    assert context.tokens == total
    assert all(one.role != other.role for one, other in zip(sent, sent[1:], strict=False))
