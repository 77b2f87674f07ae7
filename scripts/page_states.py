"""Every state of the chat page, one after the other, to look at: what people see when all goes well, and when not."""

from collections.abc import Callable, Iterator

from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer

QUESTION = "How do I read a file line by line in Python?"
REPLY = """Open it in a `with` block and loop over it; the file is closed for you at the end:

```python
with open("notes.txt", encoding="utf-8") as file:
    for line in file:
        print(line.rstrip())
```

This reads **one line at a time**, so even a very large file takes little memory.

| You want | Write |
|---|---|
| all lines in a list | `file.readlines()` |
| the whole text | `file.read()` |
"""
HALF = REPLY.index("        print")
REASONING = (
    "The user wants every line once. A plain loop does that.\n\nI should mention that the file is closed by itself."
)
FORMULAS = "The area is $A = \\pi r^2$, and\n\n$$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$\n"
WRONG_KEY = {"error": {"message": "Incorrect API key provided", "type": "x", "code": "invalid_api_key"}}
SLOW_DOWN = {"error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}}


def all_states(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    """Bring the page into one state after the other; yields the name of each."""
    for states in (quiet, running, ended, failed, refused):
        yield from states(chat, provider)


def quiet(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    chat.open()
    yield "10-welcome"
    for name, text in (("11-reply", REPLY), ("12-formulas", FORMULAS)):
        provider.reply_with(text)
        chat.ask(QUESTION)
        yield name


def running(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    chat.open()
    writing = Writing(provider, REPLY[:HALF], REPLY[HALF:], reasoning=[REASONING])
    chat.send_message(QUESTION)
    summary = chat.replies.last.locator(".reasoning summary")
    expect(summary).to_be_visible()
    yield "20-thinking"
    summary.click()
    yield "21-thinking-open"
    summary.click()
    writing.go_on()
    expect(chat.body.locator("pre")).to_contain_text("for line")
    yield "22-streaming"
    writing.end()
    chat.final_reply()
    yield "23-streamed"
    summary.click()
    yield "24-reasoning"


def ended(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    chat.open()
    Writing(provider, REPLY[:HALF], REPLY[HALF:])
    chat.send_message(QUESTION)
    expect(chat.body.locator("pre")).to_contain_text("for line")
    chat.stop.click()
    chat.final_reply()
    yield "30-stopped"
    provider.reply_with("It is long and", finish_reason="length")
    chat.ask("And then?")
    yield "31-token-limit"


def failed(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    for name, status, body, headers in (
        ("40-wrong-key", 401, WRONG_KEY, {}),
        ("41-too-many", 429, SLOW_DOWN, {"Retry-After": "75"}),
        ("42-provider-down", 501, {}, {}),
    ):
        provider.fail_with(status, body, headers=headers)
        chat.ask("And now?")
        yield name
    provider.reply_with(REPLY)


def refused(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    chat.composer.fill("one line\n" * 12)
    yield "50-long-draft"
    chat.composer.fill("")
    chat.send.click()
    yield "51-empty"
    chat.open("/conversations/nowhere")
    yield "52-not-found"


def without_scripts(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    """The same, where a page without scripts differs."""
    chat.open()
    writing = Writing(provider, REPLY[:HALF], REPLY[HALF:])
    chat.composer.fill(QUESTION)
    chat.send.click(no_wait_after=True)
    expect(chat.page.locator(".arriving p")).to_be_visible()
    yield "60-no-scripts-streaming"
    writing.end()
    chat.final_reply()
    yield "61-no-scripts-end"


def interrupted(chats: list[ChatPage], provider: ProviderServer, restart: Callable[[], str]) -> None:
    """Let the server be killed while each page has a running reply, and started again."""
    for chat in chats:
        chat.open()
        Writing(provider, REPLY[:HALF], REPLY[HALF:])
        chat.send_message(QUESTION)
        expect(chat.body.locator("pre")).to_contain_text("for line")
    chats[0].page.wait_for_timeout(1_500)  # the text is saved every second
    url = restart()
    for chat in chats:
        path = chat.page.url.removeprefix(chat.url)
        chat.url = url
        chat.open(path)
    for chat in chats:  # it is not before the lease of the one that was killed has run out
        expect(chat.replies.last).to_have_attribute("data-status", "interrupted", timeout=70_000)
