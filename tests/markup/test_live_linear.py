"""What a long reply costs while it is written: steps, bytes and memory that grow with its text, and no faster."""

import gc
import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType

import pytest

from tests.markup.page import pieces_of
from webchat.markup import LiveMarkdown, render

REPLY = """## How streaming works

When a reply is written, the server sends **small pieces** of text to the page. Each piece is *appended* to what is
there, so nothing is drawn again. The function `feed` takes a piece and returns what changed.

1. **Open the stream.** The browser asks for `/events` and keeps the connection.
2. **Read the pieces.** Each one holds a few characters, often a single word.

```python
def total(numbers: list[int]) -> int:
    result = 0
    for number in numbers:
        result += number  # one by one
    return result
```

- Text is escaped: `<b>` stays text, and plain items are the most common ones.
- A list item can hold **bold words**, *slanted words* and `code`.
  - Nested items are rarer.

| Way | Time | Note |
|-----|-----:|------|
| direct | 3 ms | no server between |
| relay | 4 ms | reads nothing |

At the end all is as if it had been rendered at once. See [the manual](https://example.com/manual) for more.

"""
LONG = {
    "paragraph": lambda count: "A few words, some **bold** and `code`, go on. " * (count * 2),
    "words": lambda count: "plain words and nothing else " * (count * 2),
    "code": lambda count: "```\n" + "value = compute(1, 'a')\n" * (count * 3) + "```\n",
    "python": lambda count: "```python\n" + "value = compute(1, 'a')\n" * count + "```\n",
    "long python": lambda count: "```python\n" + "value = compute(1, 'a')\n" * (count * 8) + "```\n",
    "list": lambda count: "- **Item** with some words in it\n" * count,
    "loose list": lambda count: "1. **Item** with some words\n\n   and more of them\n\n" * count,
    "nested list": lambda count: "".join("  " * (index % 8) + "- item **x**\n" for index in range(count)),
    "one item": lambda count: "- top\n" + "  - item with words\n" * count,
    "table": lambda count: "| a | b |\n|---|---|\n" + "| some words | **more** |\n" * count,
    "quote": lambda count: "> a line of the quote\n" * count,
    "unclosed": lambda count: "**never closed, [nor this, " + "and `so` on " * (count * 2),
    "paragraphs": lambda count: "A paragraph.\n\n" * count,
    "definitions": lambda count: "[a]: https://a.example\n" * count,
}


def steps(work: Callable[[], object]) -> int:
    """Return how many functions `work` calls: unlike its time, the same on every machine."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def sent(text: str, length: int = 4) -> int:
    """Return the characters of HTML that are sent for `text` in pieces of `length`."""
    live = LiveMarkdown()
    patches = [patch for piece in pieces_of(text, [length]) for patch in live.feed(piece)] + live.finish()
    return sum(len(patch.html) for patch in patches)


@pytest.mark.parametrize("name", LONG)
def test_four_times_the_text_is_four_times_the_work(name: str) -> None:
    short, long = LONG[name](100), LONG[name](400)

    work = steps(lambda: sent(short)), steps(lambda: sent(long))

    assert work[1] < 4.6 * work[0]


@pytest.mark.parametrize("name", LONG)
def test_work_is_that_of_a_few_renderings_and_little_for_each_piece(name: str) -> None:
    text = LONG[name](100)

    work = steps(lambda: sent(text))

    assert work < 3 * steps(lambda: render(text)) + 40 * len(text) / 4


@pytest.mark.parametrize("name", [name for name in LONG if name not in ("definitions", "unclosed")])
@pytest.mark.parametrize("length", [4, 400])
def test_no_more_than_twice_the_html_is_sent(name: str, length: int) -> None:
    text = LONG[name](200)

    assert sent(text, length) <= 2 * len(render(text))


@pytest.mark.parametrize("length", [4, 400])
def test_a_usual_reply_costs_little_more_than_its_html(length: int) -> None:
    assert sent(REPLY * 4, length) <= 1.2 * len(render(REPLY * 4))


def test_a_plain_word_costs_a_few_steps() -> None:
    live = LiveMarkdown()
    live.feed("- Some words")

    assert steps(lambda: live.feed(" more")) < 40


@pytest.mark.parametrize("name", ["words", "code", "list", "table"])
def test_what_is_kept_of_a_running_reply_is_a_few_times_its_text(name: str) -> None:
    text = LONG[name](400)
    pieces = pieces_of(text, [4])
    tracemalloc.start()
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()

    live = LiveMarkdown()
    for piece in pieces:
        live.feed(piece)
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert live.html
    assert kept < 15_000 + 6 * len(text)


def test_a_reply_that_has_just_begun_takes_little_memory() -> None:
    tracemalloc.start()
    replies = [LiveMarkdown() for _ in range(20)]
    for live in replies:
        live.feed("Hello **you** there")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept / len(replies) < 15_000
