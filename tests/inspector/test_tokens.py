"""The text in tokens: by OpenAI's vocabularies, by the built-in model's own server, or words that say so."""

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template

from tests.inspector.answers import record
from tests.localmodel_files import local_model_file
from tests.offered import catalogue_at
from webchat.context.built_in import BuiltInCounter
from webchat.context.openai import OpenAICounter
from webchat.inspector.sent_message import question_of
from webchat.inspector.tokens import MOST_TOKENS, Token, TokensView, token_text, tokens_of
from webchat.localmodel import LocalModel
from webchat.provider import ChatMessage
from webchat.store.messages import Message

__all__ = ["local_model_file"]
HARD = "Grüße 👩‍🚀 日本語 مرحبا\n\n  def f():\n\treturn 1"
OPENAI = OpenAICounter("o200k_base", is_estimate=False)


class InPieces:
    """Tells the pieces that it was made with, whatever the text."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = pieces

    def pieces(self, text: str) -> Sequence[bytes] | None:
        return self._pieces or None


def reply(text: str, model: str = "gpt-4o", provider: str = "test") -> Message:
    return Message(role="assistant", text=text, asked_with={"model": model, "provider": provider})


@pytest.fixture(scope="module")
def built_in(local_model_file: Path) -> Iterator[BuiltInCounter]:
    with closing(LocalModel.start(local_model_file)) as running:
        yield BuiltInCounter(running.base_url)


def test_openai_s_pieces_make_the_text() -> None:
    pieces = OPENAI.pieces(HARD)

    assert b"".join(pieces).decode() == HARD
    assert len(pieces) + 4 == OPENAI.counts([ChatMessage("user", HARD)])[0]


def test_the_built_in_model_s_pieces_make_the_text(built_in: BuiltInCounter) -> None:
    pieces = built_in.pieces(HARD)

    assert pieces and b"".join(pieces).decode() == HARD
    assert max(len(piece) for piece in pieces) < len(HARD)


def test_tokens_of_the_built_in_model_are_shown(built_in: BuiltInCounter) -> None:
    catalogue = catalogue_at(built_in.base_url, is_demo=True)

    tokens = tokens_of(reply("Hello there", "smollm2", "test"), None, catalogue)

    assert tokens.reply and [token.text for token in tokens.reply.tokens] == ["Hello", " there"]


def test_pieces_of_one_character_go_together() -> None:
    text = token_text(InPieces(b"a", b"\xf0\x9f", b"\x91", b"\x8b", b" b\n"), "?")

    assert text and list(text.tokens) == [Token("a"), Token("👋", 3), Token(" b⏎\n")]
    assert (text.count, text.characters) == (5, 5)


def test_pieces_that_make_no_character_are_shown_as_such() -> None:
    text = token_text(InPieces(b"a", b"\xf0\x9f"), "?")

    assert text and list(text.tokens) == [Token("a"), Token("�", 1)]


def test_a_long_text_is_cut_with_a_note(app: Flask) -> None:
    text = token_text(OPENAI, "word " * 5000)

    assert text and text.count == MOST_TOKENS
    assert text.is_part
    page = drawn_tokens(app, TokensView(model="m", reply=text))
    assert len(page.select(".token")) == MOST_TOKENS
    assert "Only its beginning is shown here." in page.get_text()


def test_openai_s_models_are_known_by_name() -> None:
    kept = record(request_body='{"messages":[{"role":"user","content":"Wie geht’s?"}]}'.encode())

    tokens = tokens_of(reply("Hello there"), kept, catalogue_at("http://127.0.0.1:9/v1"))

    assert tokens.reply and [token.text for token in tokens.reply.tokens] == ["Hello", " there"]
    assert tokens.asked and "".join(token.text for token in tokens.asked.tokens) == "Wie geht’s?"


def test_a_model_whose_tokenizer_is_not_here_says_so(app: Flask) -> None:
    tokens = tokens_of(reply("Hello", "mistral-large"), record(), catalogue_at("http://127.0.0.1:9/v1"))

    assert not tokens.is_known
    assert "The tokenizer of “mistral-large” is not available here" in drawn_tokens(app, tokens).get_text()


def test_a_built_in_model_that_does_not_answer_says_so(app: Flask) -> None:
    tokens = tokens_of(reply("Hello"), None, catalogue_at("http://127.0.0.1:9/v1", is_demo=True))

    assert tokens.is_away
    assert "did not answer just now" in drawn_tokens(app, tokens).get_text()


def test_the_text_is_escaped(app: Flask) -> None:
    page = drawn_tokens(app, TokensView(model="m", reply=token_text(OPENAI, "<script>alert(1)</script>")))

    assert not page.select("script")
    assert "".join(token.get_text() for token in page.select(".token")) == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"messages": 1}', b'{"messages": [1]}', b'{"messages":[{"role":"user"}]}']
)
def test_a_request_without_a_message_has_none_to_show(body: bytes) -> None:
    assert question_of(record(request_body=body)) is None


def test_the_words_that_ask_for_more_of_a_reply_are_not_the_person_s() -> None:
    messages = [("user", "What is a fjord?"), ("assistant", "An"), ("user", "Continue your last answer")]
    body = json.dumps({"messages": [{"role": role, "content": content} for role, content in messages]}).encode()
    kept = record(request_body=body, sources=[(uuid.uuid4(),), (uuid.uuid4(),), ()])

    tokens = tokens_of(reply("inlet"), kept, catalogue_at("http://127.0.0.1:9/v1"))

    assert tokens.asked and "".join(token.text for token in tokens.asked.tokens) == "What is a fjord?"
    assert question_of(record(request_body=body)) == (2, "Continue your last answer")


def drawn_tokens(app: Flask, tokens: TokensView) -> BeautifulSoup:
    with app.test_request_context("/"):
        return BeautifulSoup(render_template("inspector/_tokens.html", tokens=tokens), "html.parser")
