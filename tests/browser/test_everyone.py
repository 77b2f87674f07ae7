"""Works for everyone: keyboard, assistive technology, no JavaScript, narrow and wide, light and dark; stays light."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer

RICH_REPLY = """# A heading

Some **bold** text, `code`, a [link](https://example.com) and ~~old~~ news.

| Column | Another column | One more column that is wide | And more |
|---|---|---|---|
| a cell with some words | b | c | d |

- [ ] to do
- [x] done

```python
def a_rather_long_function_name(argument):  # a comment that makes this line wider than a phone
    return "a string", 42, None
```

> A quotation.
"""
KEY_REFUSED = {"error": {"message": "Incorrect API key provided", "type": "x", "code": "invalid_api_key"}}


def faults(page: Page) -> list[str]:
    results = Axe().run(page)
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in results.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_on_any_page(open_tab: OpenTab, provider: ProviderServer, size: str, scheme: str) -> None:
    chat = open_tab(size=size, color_scheme=scheme)
    assert faults(chat.page) == []

    provider.reply_with(RICH_REPLY)
    chat.ask("Show me everything")
    provider.fail_with(401, KEY_REFUSED)
    chat.ask("And fail")
    assert faults(chat.page) == []

    chat.open("/conversations/nowhere")
    assert faults(chat.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_reply_is_written_nor_when_it_was_stopped(
    open_tab: OpenTab, provider: ProviderServer, scheme: str
) -> None:
    chat = open_tab(size="phone", color_scheme=scheme)
    writing = Writing(provider, RICH_REPLY[:480], "", reasoning=["Let me think."])
    chat.send_message("Show me everything")
    expect(chat.replies.last.locator(".message__thinking")).to_be_visible()
    assert faults(chat.page) == []
    writing.go_on()
    expect(chat.body.locator("pre")).to_be_visible()
    assert faults(chat.page) == []

    chat.stop.click()

    chat.final_reply()
    assert faults(chat.page) == []
    assert not chat.scrolls_sideways


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920])
def test_nothing_scrolls_sideways_at_any_width(open_tab: OpenTab, provider: ProviderServer, width: int) -> None:
    provider.reply_with(f"{RICH_REPLY}\n\n{'unbreakable' * 40}")
    chat = open_tab(viewport={"width": width, "height": 700})
    assert not chat.scrolls_sideways

    chat.ask("w" * 500)

    assert not chat.scrolls_sideways


def test_everything_is_reached_by_keyboard(chat: ChatPage, provider: ProviderServer) -> None:
    provider.reply_with("Hi.\n\n```\ncode\n```")
    chat.ask("Hello")
    wanted = {"copy", "copy-code", "send", "theme"}
    reached: set[str] = set()
    chat.page.locator("body").focus()

    for _ in range(30):
        chat.page.keyboard.press("Tab")
        reached.add(chat.page.evaluate("document.activeElement.dataset.action ?? ''"))

    assert wanted <= reached


def test_without_scripts_a_person_asks_reads_and_retries(open_tab: OpenTab, provider: ProviderServer) -> None:
    chat = open_tab(java_script_enabled=False)
    provider.fail_with(401, KEY_REFUSED)
    chat.composer.fill("Hello")
    chat.page.locator("[data-action=send]").click()
    expect(chat.replies.last).to_have_attribute("data-error", "key_refused")
    provider.reply_with("Hello **you**")

    chat.page.locator("[data-action=retry]").click()

    expect(chat.replies.last.locator("strong")).to_have_text("you")
    chat.page.locator("[name=theme][value=dark]").click()
    expect(chat.page.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_scripts_the_reader_keeps_their_place_when_the_reply_ends(
    open_tab: OpenTab, provider: ProviderServer
) -> None:
    chat = open_tab(java_script_enabled=False)
    writing = Writing(provider, "".join(f"Paragraph {number}.\n\n" for number in range(300)) + "The", " end.")
    chat.composer.fill("Hello")
    chat.send.click(no_wait_after=True)
    expect(chat.page.get_by_text("Paragraph 290.")).to_be_attached()
    chat.page.mouse.move(600, 400)
    chat.page.mouse.wheel(0, 3000)
    expect(chat.page.locator(".arriving").get_by_text("Paragraph 70.")).to_be_in_viewport()

    writing.end()

    chat.final_reply()
    expect(chat.composer).to_be_visible()
    expect(chat.body.get_by_text("Paragraph 70.")).to_be_in_viewport()


def test_without_scripts_an_empty_message_is_explained_and_a_long_one_kept(
    open_tab: OpenTab, provider: ProviderServer
) -> None:
    chat = open_tab(java_script_enabled=False)
    chat.page.locator("[data-action=send]").click()
    expect(chat.error()).to_contain_text("write a message")

    chat.composer.fill("x" * 2001)
    chat.page.locator("[data-action=send]").click()

    expect(chat.error()).to_contain_text("at most 2,000")
    expect(chat.composer).to_have_value("x" * 2001)


def test_the_first_page_is_light(chromium, webchat, provider: ProviderServer) -> None:
    page = chromium.new_context().new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    urls: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: urls.append(request.url))

    page.goto(webchat.url, wait_until="networkidle")

    assert all(url.startswith(webchat.url) for url in urls)
    assert len(urls) <= 6
    assert 15_000 < sum(sizes) <= 45 * 1024
    page.context.close()


def test_a_conversation_prints_without_the_controls(chat: ChatPage) -> None:
    chat.ask("Hello")

    chat.page.emulate_media(media="print")

    expect(chat.page.locator("#composer")).to_be_hidden()
    expect(chat.page.locator(".header")).to_be_hidden()
    expect(chat.messages.last).to_be_visible()
