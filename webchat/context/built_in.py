"""Counts for the built-in model, exactly, by asking its own server: llama.cpp's `POST /tokenize`, over loopback.

What is counted is the text that the model's chat template makes of a message (ChatML, tools/server/README.md of
llama.cpp). Its special tokens part the messages, so that the counts of messages add up.
"""

import http.client
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from webchat.context.kept_counts import kept_for
from webchat.provider import ChatMessage

TOKENIZER = "SmolLM2"
SECONDS = 0.5  # to connect, to answer
MOST_BYTES = 32_000_000
MARK = -1  # no token's number: parts the texts that are counted in one request
ANSWER_BEGINS = "<|im_start|>assistant\n"
OWN_INSTRUCTIONS = (
    "You are a helpful AI assistant named SmolLM, trained by Hugging Face"  # the template's, without others
)


class CannotCount(Exception):
    """The server does not answer now, or not as expected."""


@dataclass(frozen=True, slots=True)
class BuiltInCounter:
    """Asks the server whose API is at `base_url`; what it has counted is kept."""

    base_url: str
    is_estimate: bool = False

    def frame(self, *, has_instructions: bool) -> int | None:
        """The beginning of the answer, and the instructions that the template brings when there are none."""
        given = [ANSWER_BEGINS] if has_instructions else [ANSWER_BEGINS, framed("system", OWN_INSTRUCTIONS)]
        counts = self._counts(given)
        return sum(counts) if counts else None

    def counts(self, messages: Sequence[ChatMessage]) -> Sequence[int] | None:
        """The tokens of each message; None when the server does not answer within half a second."""
        return self._counts([framed(message.role, message.content) for message in messages])

    def pieces(self, text: str) -> Sequence[bytes] | None:
        """The bytes of each token of a bare text, in UTF-8; None when the server does not answer in time."""
        question = {"content": text, "with_pieces": True, "add_special": False, "parse_special": False}
        try:
            return [_piece(token) for token in _tokens(self._post(question))]
        except CannotCount:
            return None

    def _counts(self, texts: Sequence[str]) -> Sequence[int] | None:
        try:
            return kept_for(TOKENIZER).counts(texts, self._ask)
        except CannotCount:
            return None

    def _ask(self, texts: Sequence[str]) -> Sequence[int]:
        content: list[str | int] = []
        for text in texts:
            content += [text, MARK]
        tokens = _tokens(self._post({"content": content, "add_special": False, "parse_special": True}))
        counts = _counts_between_marks(tokens)
        if len(counts) != len(texts):
            raise CannotCount
        return counts

    def _post(self, question: object) -> bytes:
        address = urlsplit(self.base_url)
        body = json.dumps(question, ensure_ascii=False).encode("utf-8", "replace")
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=SECONDS)
        try:
            connection.request("POST", "/tokenize", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            if answer.status != http.HTTPStatus.OK:
                raise CannotCount
            return answer.read(MOST_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise CannotCount from error
        finally:
            connection.close()


def framed(role: str, text: str) -> str:
    """What the model's template makes of a message."""
    return f"<|im_start|>{role}\n{text}<|im_end|>\n"


def _tokens(answer: bytes) -> list[object]:
    try:
        tokens = json.loads(answer)["tokens"]
    except (ValueError, KeyError, TypeError) as error:
        raise CannotCount from error
    return tokens if isinstance(tokens, list) else []


def _piece(token: object) -> bytes:
    """A piece is text, or numbers from 0 to 255 where its bytes alone are no UTF-8."""
    piece = token.get("piece") if isinstance(token, dict) else None
    if isinstance(piece, str):
        return piece.encode("utf-8", "replace")
    if not isinstance(piece, list):
        raise CannotCount
    try:
        return bytes(piece)
    except (ValueError, TypeError) as error:
        raise CannotCount from error


def _counts_between_marks(tokens: Sequence[object]) -> list[int]:
    counts, count = [], 0
    for token in tokens:
        if token == MARK:
            counts.append(count)
            count = 0
        else:
            count += 1
    return counts
