"""The text of a reply, and the message that it answers, in the tokens of its model, where its tokenizer is at hand."""

from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from webchat.context.built_in import BuiltInCounter
from webchat.context.openai import openai_counter
from webchat.inspector.sent_message import question_of
from webchat.models.catalogue import Catalogue
from webchat.store.exchanges import ExchangeRecord
from webchat.store.messages import Message

MOST_TOKENS = 2_000
MOST_CHARACTERS = 20_000
NEW_LINE = "⏎\n"


class Pieces(Protocol):
    """Who can tell the tokens of a text."""

    def pieces(self, text: str) -> Sequence[bytes] | None:
        """The bytes of each; None when it cannot tell now."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is shown as one: `count` is more than 1 where only several tokens make a character."""

    text: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenText:
    """A text in tokens, of which `count` make `characters`. `is_part`: more of the text follows, which is not shown."""

    tokens: Sequence[Token]
    count: int
    characters: int
    is_part: bool

    @property
    def characters_a_token(self) -> float:
        """How many characters a token has on average; 0 when there is none."""
        return self.characters / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensView:
    """Message and reply in tokens; None for what there is not. `is_away`: who knows them does not answer now."""

    model: str
    is_away: bool = False
    asked: TokenText | None = None
    reply: TokenText | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is something to show."""
        return bool(self.asked or self.reply)


def tokens_of(reply: Message, record: ExchangeRecord | None, catalogue: Catalogue) -> TokensView:
    """The tokens of a reply and of the last message that was sent for it. It asks the built-in model's own server."""
    asked_with = reply.asked_with or {}
    model = str(asked_with.get("model") or "")
    counter = _counter(model, str(asked_with.get("provider") or ""), catalogue)
    if counter is None:
        return TokensView(model=model)
    question = question_of(record) if record else None
    asked = token_text(counter, question[1]) if question else None
    written = token_text(counter, reply.text)
    return TokensView(model=model, is_away=not (asked or written), asked=asked, reply=written)


def token_text(counter: Pieces, text: str) -> TokenText | None:
    """The text in tokens, up to 2,000 of them; None when there is no text, or nobody can tell."""
    pieces = counter.pieces(text[:MOST_CHARACTERS]) if text else None
    if not pieces:
        return None
    shown = pieces[:MOST_TOKENS]
    characters = len(b"".join(shown).decode("utf-8", "ignore"))
    is_part = len(pieces) > MOST_TOKENS or len(text) > MOST_CHARACTERS
    return TokenText(tokens=list(_tokens(shown)), count=len(shown), characters=characters, is_part=is_part)


def _tokens(pieces: Sequence[bytes]) -> Iterator[Token]:
    """Pieces that end within a character go together with those that end it."""
    decoder, count = getincrementaldecoder("utf-8")("replace"), 0
    text = ""
    for piece in pieces:
        text, count = text + decoder.decode(piece), count + 1
        if not decoder.getstate()[0]:
            yield Token(text.replace("\n", NEW_LINE), count)
            text, count = "", 0
    if count:
        yield Token(text + decoder.decode(b"", final=True), count)


def _counter(model: str, provider: str, catalogue: Catalogue) -> Pieces | None:
    """Who knows the tokens of this model: its own server, or OpenAI's vocabularies where they are installed."""
    offered = catalogue.provider(provider)
    if offered and offered.is_demo:
        return BuiltInCounter(offered.base_url)
    return openai_counter(model)
