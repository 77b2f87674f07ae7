"""Exact counts for OpenAI's models, with the extra; numbers as OpenAI's own tiktoken and cookbook have them."""

import threading

import pytest

from tests.context.asking import answering_with
from tests.offered import offered_model
from webchat.context.counting import counter_for
from webchat.context.estimate import Estimate
from webchat.context.openai import OpenAICounter, openai_counter
from webchat.provider import ChatMessage


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("hello world", 2),
        ("tiktoken is great!", 6),
        ("antidisestablishmentarianism", 6),
        ("お誕生日おめでとう", 8),
        ("<|endoftext|>", 7),
    ],
)
def test_texts_are_counted_as_tiktoken_counts_them(text: str, tokens: int) -> None:
    counter = OpenAICounter("o200k_base", is_estimate=False)

    assert counter.counts([ChatMessage("user", text)]) == [tokens + 4]


@pytest.mark.parametrize(
    ("model", "encoding", "is_estimate"),
    [
        ("gpt-4o", "o200k_base", False),
        ("gpt-4o-mini-2024-07-18", "o200k_base", False),
        ("gpt-4.1-nano", "o200k_base", False),
        ("openai/gpt-4o", "o200k_base", False),
        ("ft:gpt-4o-2024-08-06:us::x", "o200k_base", False),
        ("gpt-5-mini", "o200k_base", True),
        ("gpt-5.1", "o200k_base", True),
        ("o3", "o200k_base", True),
        ("o4-mini", "o200k_base", True),
        ("gpt-4", "cl100k_base", False),
        ("gpt-4-turbo", "cl100k_base", False),
        ("gpt-3.5-turbo", "cl100k_base", False),
    ],
)
def test_a_model_is_known_by_its_name(model: str, encoding: str, is_estimate: bool) -> None:
    assert openai_counter(model) == OpenAICounter(encoding, is_estimate)


@pytest.mark.parametrize("model", ["llama-3.3-70b", "gpt-oss-120b", "o300", "mistral-large", "gpt-40", "", "my-gpt-4o"])
def test_other_models_are_estimated(model: str) -> None:
    assert counter_for(answering_with(100, model=offered_model(model))) == Estimate()


def test_without_the_extra_no_model_is_counted() -> None:
    assert openai_counter("gpt-4o", package="webchat-package-that-nobody-installs") is None


def test_many_threads_count_the_same() -> None:
    texts = [ChatMessage("user", f"text number {number} " * 50) for number in range(200)]
    found: list[object] = []

    threads = [
        threading.Thread(target=lambda: found.append(OpenAICounter("cl100k_base", False).counts(texts)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert all(counts == found[0] for counts in found)
