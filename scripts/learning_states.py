"""The states of what teaches how an API works, one after the other, in whatever language, to look at."""

from collections.abc import Iterator
from itertools import count

from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.offering import Offering
from tests.browser.under_the_hood import UnderTheHood

FJORD = """A **fjord** is a long, narrow arm of the sea between steep cliffs.

```python
print("fjord")
```
"""
REPLIES = (
    FJORD,
    "Glaciers cut deep valleys into the hard rock, and the sea filled them.",
    "The Sognefjord: it is 204 kilometres long, and more than 1,300 metres deep.",
)
QUESTIONS = ("What is a fjord?", "Why are there so many of them in Norway?", "Which is the longest?")
TOO_MANY = {"error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}}


def learning_states(chat: ChatPage, offered: Offering) -> Iterator[str]:
    """Bring the page into one state after the other; yields the name of each."""
    for states in (hoods, first_steps, guide, comparison, laboratory):
        yield from states(chat, offered)


def hoods(chat: ChatPage, offered: Offering) -> Iterator[str]:
    chat.open()
    talk(chat, offered)
    hood = UnderTheHood(chat)
    hood.open(chat.replies.last)
    yield "hood-streamed"
    hood.show_tokens()
    yield "hood-tokens"
    chat.open(f"{hood.address}?present=1#step-3")
    yield "presenting"
    offered.alpha.reply_with(REPLIES[1], stream=False)
    chat.open()
    hood.open(chat.ask(QUESTIONS[1]))
    yield "hood-json"
    hood.close()
    offered.alpha.fail_with(429, TOO_MANY, headers={"Retry-After": "75"}, times=1)
    hood.open(chat.ask(QUESTIONS[2]))
    yield "hood-failed"
    chat.open(f"{hood.address}/tokens")
    yield "tokens"


def talk(chat: ChatPage, offered: Offering, *, words_per_second: float | None = None) -> None:
    """A conversation of three turns."""
    turn = count()
    offered.alpha.reply_with(lambda _: REPLIES[next(turn) % len(REPLIES)], words_per_second=words_per_second)
    for question in QUESTIONS:
        chat.ask(question)


def first_steps(chat: ChatPage, offered: Offering) -> Iterator[str]:
    chat.open("/first-steps")
    yield "first-steps"
    for step in ("what", "key"):
        chat.page.locator(f"#step-done-{step} button").click()
        expect(chat.page.locator(f"#step-done-{step}")).to_have_count(0)
    open_all(chat, "details.step")
    yield "first-steps-open"


def guide(chat: ChatPage, offered: Offering) -> Iterator[str]:
    offered.alpha.reply_with(REPLIES[1])
    chat.open("/guide")
    sent(chat, "#form-temperature", "#result-temperature .example__answers")
    open_all(chat, "#result-temperature details.example__exchange")
    yield "guide"


def comparison(chat: ChatPage, offered: Offering) -> Iterator[str]:
    chat.open("/compare?try=temperature")
    yield "compare-form"
    sent(chat, "#compare-form", ".message[data-role=assistant][data-status=complete] >> nth=1")
    yield "compare-result"


def laboratory(chat: ChatPage, offered: Offering) -> Iterator[str]:
    chat.open("/lab")
    yield "laboratory"
    chat.open("/lab/wrong-key")
    sent(chat, "#lab-form", "#experiment-title")
    yield "laboratory-result"


def sent(chat: ChatPage, form: str, result: str) -> None:
    """Send a form, and wait for what comes of it."""
    chat.page.locator(form).locator("button[type=submit], button:not([type])").last.click()
    expect(chat.page.locator(result)).to_be_visible(timeout=20_000)


def open_all(chat: ChatPage, details: str) -> None:
    chat.page.locator(details).evaluate_all("all => all.forEach(each => { each.open = true })")
