"""For each message that is sent it is known which messages of the conversation it was made of."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.chat.continuing import continued, continued_ids
from webchat.context.estimate import Estimate
from webchat.context.fitting import fit
from webchat.context.sources import sources_of
from webchat.context.turns import BETWEEN
from webchat.provider import ChatMessage

REPLY = uuid.UUID(int=99)
ROLES = st.lists(st.sampled_from(["user", "assistant"]), min_size=1, max_size=12)


@given(ROLES, st.integers(1, 200), st.sampled_from([None, "Be kind."]), st.sampled_from(["", "The sky"]))
def test_joined_texts_of_the_sources_are_what_is_sent(
    roles: list[str], budget: int, instructions: str | None, beginning: str
) -> None:
    history = [ChatMessage(role, f"text {number}") for number, role in enumerate(roles)]
    ids = [(uuid.UUID(int=number),) for number in range(len(roles))]
    said = {uuid.UUID(int=number): message.content for number, message in enumerate(history)} | {REPLY: beginning}

    context = fit(continued(history, beginning), instructions=instructions, budget=budget, counter=Estimate())
    sources = sources_of(context, continued_ids(ids, REPLY, beginning))

    assert len(sources) == len(context.messages)
    for place, (message, made_of) in enumerate(zip(context.messages, sources, strict=True)):
        is_ours = message.role == "system" or (beginning and place == len(sources) - 1)
        texts = [said[message_id] for message_id in made_of]
        assert (BETWEEN.join(texts) == message.content) or (is_ours and message.content.startswith(BETWEEN.join(texts)))
        assert bool(made_of) or is_ours
    sent = [message_id for made_of in sources for message_id in made_of]
    assert sent == sorted(sent) and len(set(sent)) == len(sent)


@pytest.mark.parametrize(("budget", "left_out"), [(1000, 0), (20, 2)])
def test_only_what_was_really_sent_is_named(budget: int, left_out: int) -> None:
    history = [ChatMessage(role, "word " * 4) for role in ("user", "assistant", "user")]
    ids = [(uuid.UUID(int=number),) for number in range(3)]

    context = fit(history, instructions=None, budget=budget, counter=Estimate())

    assert context.left_out == left_out
    assert sources_of(context, ids) == tuple(ids[left_out:])
