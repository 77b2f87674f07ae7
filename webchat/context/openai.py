"""Counts for OpenAI's models, with the extra `tokenizers`: its package brings their vocabularies, none is fetched.

The frame of a message is the one that OpenAI's cookbook tells ("How to count tokens with tiktoken"). For models that
reason it is not published: their counts are near enough to be called estimates, and far nearer than others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from webchat.aside import aside
from webchat.context.kept_counts import kept_for
from webchat.one_at_a_time import ONE_AT_A_TIME
from webchat.provider import ChatMessage

if TYPE_CHECKING:
    from splintr import AnyTokenizer

PACKAGE = "splintr-rs"  # `splintr` on PyPI is somebody else's
TOKENS_PER_MESSAGE = 3
ANSWER_BEGINS = 3
LONG = 20_000  # characters; counted aside
NO_WORD = "qwxzjvkqpzhqxwvjzkqpxhwzvjqkzxwpqhvzjkxq"  # in no vocabulary: only such a word has the rest of it made
_ENCODINGS = {  # as in tiktoken's model.py
    "o200k_base": re.compile(r"(?:ft:)?(?:gpt-(?:4o|4\.1|4\.5|5)|chatgpt-4o|o[134])(?:[-.:]|$)"),
    "cl100k_base": re.compile(r"(?:ft:)?gpt-(?:4|3\.?5)(?:-|:|$)"),
}
_REASONS = re.compile(r"(?:ft:)?(?:gpt-5|o[134])(?:[-.:]|$)")


@dataclass(frozen=True, slots=True)
class OpenAICounter:
    """Counts by the vocabulary `encoding`."""

    encoding: str
    is_estimate: bool

    def frame(self, *, has_instructions: bool) -> int:
        """The beginning of the answer."""
        return ANSWER_BEGINS

    def counts(self, messages: Sequence[ChatMessage]) -> Sequence[int]:
        """The tokens of each message: its text, its role, and what parts them."""
        texts = kept_for(self.encoding).counts([message.content for message in messages], self._count)
        return [count + 1 + TOKENS_PER_MESSAGE for count in texts]

    def pieces(self, text: str) -> Sequence[bytes]:
        """The bytes of each token of a bare text, in UTF-8."""
        vocabulary = _vocabulary(self.encoding)
        is_quick = vocabulary.is_ready and len(text) <= LONG
        return vocabulary.pieces(text) if is_quick else aside(vocabulary.pieces, text)

    def _count(self, texts: Sequence[str]) -> Sequence[int]:
        vocabulary = _vocabulary(self.encoding)
        is_quick = vocabulary.is_ready and sum(map(len, texts)) <= LONG
        return vocabulary.counts(texts) if is_quick else aside(vocabulary.counts, texts)


class Vocabulary:
    """Counts text by one encoding. It is made ready by the first count, which takes up to a second and 30 MB."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._tokenizer: AnyTokenizer | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a short text is counted at once."""
        return self._tokenizer is not None

    def counts(self, texts: Sequence[str]) -> Sequence[int]:
        """The tokens of each text."""
        tokenizer = self._tokenizer or self._made_ready()
        return [len(tokenizer.encode_ordinary(text)) for text in texts]

    def pieces(self, text: str) -> Sequence[bytes]:
        """The bytes of each token of a text."""
        tokenizer = self._tokenizer or self._made_ready()
        return [tokenizer.decode_token_bytes(token) for token in tokenizer.encode_ordinary(text)]

    def _made_ready(self) -> "AnyTokenizer":
        with ONE_AT_A_TIME:
            from splintr import Tokenizer

        tokenizer = Tokenizer.from_pretrained(self._encoding)
        tokenizer.encode_ordinary(NO_WORD)
        self._tokenizer = tokenizer
        return tokenizer


def openai_counter(model_id: str, *, package: str = PACKAGE) -> OpenAICounter | None:
    """The counter of a model that is OpenAI's by its name; None when it is not, or `package` is not installed."""
    name = model_id.lower().rpartition("/")[2]
    encoding = next((encoding for encoding, names in _ENCODINGS.items() if names.match(name)), None)
    if encoding is None or not _is_installed(package):
        return None
    return OpenAICounter(encoding, is_estimate=bool(_REASONS.match(name)))


@cache
def _is_installed(package: str) -> bool:
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


@cache
def _vocabulary(encoding: str) -> Vocabulary:
    return Vocabulary(encoding)
