"""Which part of a conversation is sent: the instructions and the newest turns that fit the model's context.

Generation and gauge ask the same `fit`, so that what one shows is what the other sends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from webchat.context.counter import Counter
from webchat.context.tally import Tally
from webchat.context.turns import Turn, turns_of
from webchat.provider import ChatMessage


@dataclass(frozen=True, slots=True)
class Context:
    """The messages to send, oldest first, and how many of those that were read were left out.

    `made_of`: of how many messages of the history each is made, 0 for the instructions. `tokens` is what they take,
    with the frame of the request. `is_full`: something did not fit.
    """

    messages: tuple[ChatMessage, ...]
    made_of: tuple[int, ...]
    left_out: int
    tokens: int
    is_estimate: bool
    is_full: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """How many turns are taken, from the end, and what they take."""

    turns: int
    tokens: int
    is_full: bool


def fit(history: Sequence[ChatMessage], *, instructions: str | None, budget: int, counter: Counter) -> Context:
    """The newest messages of `history` that take at most `budget` tokens with instructions and frame.

    The last message is always sent. What is sent starts with a user's message, and roles alternate, since the chat
    templates of many models insist on both: messages of one role are joined.
    """
    tally = Tally(counter)
    system = (ChatMessage("system", instructions),) if instructions else ()
    besides = tally.besides(instructions)
    turns = turns_of(history)
    last, tokens = _end_of(turns[-1], budget - besides, tally)
    if len(last.texts) < len(turns[-1].texts):
        taken = Taken(1, tokens, is_full=True)
    else:
        earlier = tally.backwards(turns[:-1], budget - besides - tokens)
        taken = take(tokens, ((turn.role, count) for turn, count in earlier), room=budget - besides)
    sent = [*turns[len(turns) - taken.turns : -1], last]
    return Context(
        system + tuple(turn.message for turn in sent),
        made_of=(0,) * len(system) + tuple(len(turn.texts) for turn in sent),
        left_out=len(history) - sum(len(turn.texts) for turn in sent),
        tokens=besides + taken.tokens,
        is_estimate=tally.is_estimate,
        is_full=taken.is_full,
    )


def take(last: int, earlier: Iterable[tuple[str, int]], *, room: int) -> Taken:
    """The last turn, which takes `last` tokens, and as many before it as fit, from one on that a user wrote.

    `earlier` are the roles and tokens of those, the newest first; no more of them are asked for than are needed.
    """
    taken, tokens = Taken(1, last, is_full=last > room), last
    if taken.is_full:
        return taken
    for place, (role, count) in enumerate(earlier, start=2):
        tokens += count
        if tokens > room:
            return replace(taken, is_full=True)
        if role == "user":
            taken = Taken(place, tokens, is_full=False)
    return taken


def _end_of(turn: Turn, room: int, tally: Tally) -> tuple[Turn, int]:
    """As many of the turn's last messages as fit, one at least, and what they take."""
    tokens = tally.count(turn)
    if tokens <= room:
        return turn, tokens
    fits, too_many = 1, len(turn.texts)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if tally.count(turn.end(middle)) <= room:
            fits = middle
        else:
            too_many = middle
    return turn.end(fits), tally.count(turn.end(fits))
