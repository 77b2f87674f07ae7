"""The states of choosing what answers, and how the page is, one after the other, to look at."""

from collections.abc import Iterator

from playwright.sync_api import Locator, expect

from tests.browser.chat_page import ChatPage
from tests.browser.offering import Offering

QUESTION = "What is a fjord, and why are there so many of them in Norway?"
REPLY = "A **fjord** is a long, narrow arm of the sea between steep cliffs.\n\n```python\nprint('fjord')\n```\n"


def choosing_states(chat: ChatPage, offered: Offering) -> Iterator[str]:
    """Bring the page into one state after the other, in whatever language; yields the name of each."""
    for states in (beginning, talking, told, kept):
        yield from states(chat, offered)


def panel(chat: ChatPage) -> Locator:
    """Open the panel."""
    opened = chat.page.locator("#parameters")
    chat.page.locator("#answering-button").click()
    expect(opened.get_by_role("radio").first).to_be_visible()
    return opened


def beginning(chat: ChatPage, offered: Offering) -> Iterator[str]:
    offered.alpha.reply_with(REPLY)
    chat.open("/a/help-desk")
    yield "assistant"
    opened = panel(chat)
    yield "panel"
    opened.get_by_role("searchbox").press_sequentially("beta-00")
    expect(opened.get_by_role("radio", name="Alpha Large")).to_have_count(0)
    yield "panel-search"
    opened.get_by_role("searchbox").fill("")
    opened.get_by_role("radio", name="Alpha Large").check()
    expect(chat.page.locator("#answering-button")).to_contain_text("Alpha Large")
    opened.locator("[name=instructions]").fill("Answer in rhyme, and briefly.")
    opened.locator("[name=done]").click()
    expect(opened).to_be_hidden()
    yield "differs"


def talking(chat: ChatPage, offered: Offering) -> Iterator[str]:
    chat.open()
    chat.ask(QUESTION)
    reply = chat.replies.last
    reply.locator(".retry__with").click()
    expect(reply.locator("[data-action=retry-with]").first).to_be_visible()
    yield "retry-with"
    chat.page.keyboard.press("Escape")
    reply.locator(".message__facts").click()
    expect(reply.get_by_role("table")).to_be_visible()
    yield "facts"
    chat.ask(f"First of all. {QUESTION * 30}")
    chat.ask(f"In the second place. {QUESTION * 60}")
    gauge = chat.page.locator("#gauge-button")
    expect(gauge.locator(".gauge__words")).to_be_visible()
    gauge.click()
    expect(chat.page.locator("#gauge-glance li").first).to_be_visible()
    yield "glance"
    chat.page.keyboard.press("Escape")


def told(chat: ChatPage, offered: Offering) -> Iterator[str]:
    here = chat.page.url.removeprefix(chat.url)
    for name, path in (
        ("context", f"{here}/context"),
        ("conversation-usage", f"{here}/usage"),
        ("parameters", f"/parameters?conversation={here.rpartition('/')[2]}"),
    ):
        chat.open(path)
        expect(chat.page.locator("main h1")).to_be_visible()
        yield name
    chat.open(here)
    offered.alpha.reply_with("word " * 4300)
    chat.ask("Say much")
    expect(chat.page.locator("#budget a")).to_be_visible()
    yield "budget-near"
    offered.alpha.reply_with("word " * 900)
    chat.ask("And more")
    chat.send_message("And even more")
    expect(chat.error()).not_to_be_empty()
    yield "budget-used-up"


def kept(chat: ChatPage, offered: Offering) -> Iterator[str]:
    for path in ("/usage", "/preferences", "/data"):
        chat.open(path)
        yield path.removeprefix("/")
