"""What llama.cpp, which runs the built-in model, measured: its field `timings`, as it really comes."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.inspector.answers import record
from webchat.inspector.parts import Part
from webchat.inspector.response_view import ResponseView, response_of
from webchat.inspector.response_words import RESPONSE_WORDS
from webchat.localmodel import LocalModel

QUESTION: dict[str, Any] = {"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 4}


@pytest.fixture(scope="module")
def model(local_model_file: Path) -> Iterator[LocalModel]:
    with closing(LocalModel.start(local_model_file)) as running:
        yield running


def asked(model: LocalModel, *, stream: bool) -> ResponseView:
    """Its answer, as it is shown."""
    answer = requests.post(f"{model.base_url}/chat/completions", json=QUESTION | {"stream": stream}, timeout=(3, 60))
    answer.raise_for_status()
    response = response_of(record(answer.content))
    assert response
    return response


def measured(parts: Sequence[Part]) -> Part:
    """What is shown of `timings`, which has to be one part."""
    (part,) = [part for part in parts if "timings" in part.path]
    return part


def text_of(part: Part) -> str:
    """Its lines."""
    return "\n".join("".join(lexeme.text for lexeme in line.lexemes) for line in part.lines)


@pytest.mark.parametrize("stream", [False, True])
def test_what_the_built_in_model_s_server_measured_is_one_part_with_one_sentence(
    model: LocalModel, stream: bool
) -> None:
    response = asked(model, stream=stream)

    part = measured(response.stream.fields if response.stream else response.parts)

    assert (response.stream is not None) == stream
    assert [str(words) for words in part.words] == [RESPONSE_WORDS["timings"]]
    for name in ("cache_n", "prompt_n", "prompt_ms", "predicted_n", "predicted_ms", "predicted_per_second"):
        assert re.search(rf'^"?{name}"?: ?[0-9.]+,?$', text_of(part), re.MULTILINE), text_of(part)


def test_the_numbers_stand_below_their_name(model: LocalModel) -> None:
    response = asked(model, stream=True)
    assert response.stream

    name, *numbers = measured(response.stream.fields).lines

    assert "".join(lexeme.text for lexeme in name.lexemes) == "timings:"
    assert (name.indent, {line.indent for line in numbers}, len(numbers)) == (0, {1}, 9)


def test_what_is_no_number_among_them_is_left_out() -> None:
    body = b'data: {"choices":[{"delta":{"content":"a"}}],"timings":{"prompt_n":1,"of":{"x":2},"is":true}}\n\n'

    response = response_of(record(body))

    assert response and response.stream
    assert text_of(measured(response.stream.fields)) == "timings:\nprompt_n: 1"
