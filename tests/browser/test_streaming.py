"""A reply is read while it is written: formatted, still, at the reader's pace."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer, cut, token
from tests.running import RunningWebchat

EVERYTHING = """# A heading

Some **bold** text with `code`, a [link](https://example.com) and 1 < 2 & 3 😀.

- one
- two
  - two and a half

```python
def read(path):
    return open(path).read()  # all of it
```

| Column | Another |
|---|---|
| a **cell** | b |
| c | d |

> A quotation
> of two lines.

1. The end.
"""
MARK_ALL = """body => {
  window.marked = [];
  const walk = node => { node.marked = true; window.marked.push(node); node.childNodes.forEach(walk) };
  body.childNodes.forEach(walk);
  return window.marked.length;
}"""
LOST_MARKS = "() => window.marked.filter(node => !node.isConnected).map(node => node.outerHTML ?? node.data)"
WATCH_PLACES = """() => {
  const places = window.places = {};
  const look = () => {
    document.querySelectorAll('.message__body > *').forEach((block, index) => {
      const top = block.getBoundingClientRect().top + document.scrollingElement.scrollTop;
      (places[index] ??= new Set()).add(Math.round(top));
    });
    requestAnimationFrame(look);
  };
  look();
}"""


def test_text_is_read_formatted_while_the_provider_still_writes(chat: ChatPage, provider: ProviderServer) -> None:
    writing = Writing(provider, "Hello **you**, here", " is more.")

    chat.send_message("Hi")

    expect(chat.body.locator("strong")).to_have_text("you")
    expect(chat.replies.last).to_have_attribute("data-status", "streaming")
    writing.go_on()
    expect(chat.body).to_have_text("Hello you, here is more.")
    expect(chat.replies.last).to_have_attribute("data-status", "streaming")
    writing.end()
    expect(chat.final_reply()).to_have_attribute("data-status", "complete")


def test_nothing_that_was_shown_is_made_again(chat: ChatPage, provider: ProviderServer) -> None:
    writing = Writing(provider, "# Title\n\nA *first* paragraph.\n\n```python\nprint(1)\n", "print(2)\n```\n\nThe end.")
    chat.send_message("Hi")
    expect(chat.body.locator("pre")).to_contain_text("print(1)")
    assert chat.body.evaluate(MARK_ALL) > 8

    writing.go_on()
    expect(chat.body).to_contain_text("The end.")
    writing.end()
    chat.final_reply()

    assert chat.page.evaluate(LOST_MARKS) == []


def test_selected_text_stays_selected_while_more_arrives(chat: ChatPage, provider: ProviderServer) -> None:
    writing = Writing(provider, "These words are selected", " and these", " are not.")
    chat.send_message("Hi")
    expect(chat.body.locator("p")).to_have_text("These words are selected")
    chat.body.locator("p").evaluate("p => getSelection().setBaseAndExtent(p.firstChild, 6, p.firstChild, 15)")

    writing.go_on()
    expect(chat.body).to_contain_text("and these")
    writing.end()
    chat.final_reply()

    assert chat.page.evaluate("getSelection().toString()") == "words are"


@pytest.mark.parametrize("words_per_second", [40.0, None])
def test_what_was_written_piece_by_piece_is_what_a_reload_shows(
    chat: ChatPage, provider: ProviderServer, words_per_second: float | None
) -> None:
    provider.reply_with(EVERYTHING, words_per_second=words_per_second)

    chat.ask("Show everything")
    shown = chat.body.inner_html()
    chat.page.reload()

    assert chat.body.inner_html() == shown
    assert chat.body.locator("table tr").count() == 3


def test_no_block_that_is_finished_ever_moves(chat: ChatPage, provider: ProviderServer) -> None:
    provider.reply_with(EVERYTHING.replace("# A heading\n\n", "") * 3, words_per_second=150)
    chat.page.evaluate(WATCH_PLACES)

    chat.ask("Hi")

    places = chat.page.evaluate("Object.values(window.places).map(tops => [...tops])")
    assert len(places) > 10
    assert [tops for tops in places if len(tops) > 1] == []


def test_the_page_follows_only_a_reader_who_is_at_the_bottom(chat: ChatPage, provider: ProviderServer) -> None:
    writing = Writing(provider, "Start.", *["\n\nA paragraph." * 12] * 4)
    chat.send_message("Hi")
    expect(chat.body).to_have_text("Start.")
    for count in (12, 24):
        writing.go_on()
        expect(chat.body.locator("p")).to_have_count(count + 1)
    expect(chat.body.locator("p").last).to_be_in_viewport()

    chat.page.mouse.move(600, 300)
    chat.page.mouse.wheel(0, -400)
    expect(chat.jump).to_be_visible()
    place = chat.page.evaluate("document.scrollingElement.scrollTop")
    writing.go_on()
    expect(chat.body.locator("p")).to_have_count(37)

    assert chat.page.evaluate("document.scrollingElement.scrollTop") == place
    chat.jump.click()
    writing.end()
    chat.final_reply()
    expect(chat.replies.last.locator(".message__facts")).to_be_in_viewport()


def test_a_thinking_model_is_told_and_its_reasoning_stays_closed(chat: ChatPage, provider: ProviderServer) -> None:
    writing = Writing(provider, "It is 42.", reasoning=["First I multiply", " and then I add."])

    chat.send_message("6 * 7?")

    reasoning = chat.replies.last.locator("details.reasoning")
    expect(reasoning.locator("summary")).to_be_visible()
    expect(reasoning.locator(".reasoning__text")).to_be_hidden()
    expect(chat.replies.last.get_by_text("The model is thinking")).to_be_visible()
    reasoning.locator("summary").click()
    expect(reasoning.locator(".reasoning__text")).to_have_text("First I multiply")
    writing.go_on()
    expect(reasoning.locator(".reasoning__text")).to_have_text("First I multiply and then I add.")
    writing.end()
    chat.final_reply()
    expect(chat.body).to_have_text("It is 42.")
    expect(reasoning.locator(".reasoning__text")).to_be_visible()


def test_a_reply_that_breaks_off_keeps_its_text_and_says_why(chat: ChatPage, provider: ProviderServer) -> None:
    provider.answer_raw([token("Half a tho"), cut()])

    reply = chat.ask("Hi")

    expect(reply).to_have_attribute("data-status", "failed")
    expect(reply.locator(".message__body")).to_have_text("Half a tho")
    expect(reply.locator("[role=alert]")).to_be_visible()
    expect(chat.page.locator("[data-action=send]")).to_be_visible()


def test_what_is_being_written_is_told_once_and_the_reply_once(chat: ChatPage, provider: ProviderServer) -> None:
    chat.page.evaluate("""() => {
      window.told = [];
      const announcer = document.getElementById('announcer');
      new MutationObserver(() => announcer.textContent && told.push(announcer.textContent))
        .observe(announcer, { childList: true });
    }""")
    provider.reply_with("One two three four five six.", words_per_second=20)

    chat.ask("Hi")

    expect(chat.page.locator("#announcer")).to_contain_text("six.")
    assert chat.page.evaluate("window.told") == ["Reply is being written", "One two three four five six."]


def test_scripts_that_come_late_still_show_the_reply(chat: ChatPage, provider: ProviderServer) -> None:
    writing = Writing(provider, "Early words", " and late ones.")
    chat.send_message("Hi")
    expect(chat.body).to_have_text("Early words")
    other = chat.second_tab()
    held: dict[str, Route] = {}
    chat.page.route(
        re.compile(r"/static/(app|htmx)\..*\.js"),
        lambda route: held.update({"app" if "/app." in route.request.url else "htmx": route}),
    )

    chat.page.reload(wait_until="commit")
    expect(chat.body).to_have_text("Early words")
    assert len(held) == 2
    with chat.page.expect_event("requestfinished", lambda request: "/htmx." in request.url):
        held["htmx"].continue_()
    writing.go_on()
    expect(other.body).to_have_text("Early words and late ones.")
    held["app"].continue_()

    expect(chat.body).to_have_text("Early words and late ones.")
    writing.end()
    chat.final_reply()


def test_a_slow_network_still_brings_it_word_by_word(chat: ChatPage, provider: ProviderServer) -> None:
    network = chat.page.context.new_cdp_session(chat.page)
    slow = {"offline": False, "latency": 600, "downloadThroughput": 6_000, "uploadThroughput": 6_000}
    network.send("Network.emulateNetworkConditions", slow)
    writing = Writing(provider, "Slowly", " but surely.")

    chat.send_message("Hi")

    expect(chat.body).to_have_text("Slowly")
    expect(chat.replies.last).to_have_attribute("data-status", "streaming")
    writing.end()
    chat.final_reply()
    expect(chat.body).to_have_text("Slowly but surely.")


@pytest.fixture(scope="module")
def without_streaming(
    tmp_path_factory: pytest.TempPathFactory, browser_provider: ProviderServer
) -> Iterator[RunningWebchat]:
    """webchat as behind a proxy that is known to buffer."""
    environment = {
        "OPENAI_BASE_URL": browser_provider.base_url,
        "WEBCHAT_MODEL": "test-model",
        "WEBCHAT_RATE_LIMIT": "off",
        "WEBCHAT_STREAMING": "off",
    }
    with RunningWebchat(tmp_path_factory.mktemp("buffered"), **environment) as running:
        yield running


def test_with_streaming_off_the_whole_reply_is_shown_from_its_beginning(
    open_tab: OpenTab, provider: ProviderServer, without_streaming: RunningWebchat
) -> None:
    chat = open_tab(url=without_streaming.url)
    provider.reply_with("\n\n".join(f"Paragraph {number}." for number in range(60)))

    chat.ask("Hi")

    expect(chat.body.locator("p").first).to_be_in_viewport()
    expect(chat.body.locator("p").last).not_to_be_in_viewport()
    expect(chat.jump).to_be_visible()


def test_with_streaming_off_a_reload_waits_for_the_reply_over_a_bad_network_too(
    open_tab: OpenTab, provider: ProviderServer, without_streaming: RunningWebchat
) -> None:
    chat = open_tab(url=without_streaming.url)
    chat.ask("Hi")
    writing = Writing(provider, "It comes", " all at once.")
    with chat.page.expect_response("**/messages"):
        chat.send_message("And now?")
    attempts = iter([True, True, True])
    chat.page.route("**/replies/*?wait=1", lambda route: route.abort() if next(attempts, False) else route.continue_())

    chat.page.reload()
    expect(chat.replies.last.locator(".message__lost")).to_be_visible()
    writing.end()

    expect(chat.final_reply().locator(".message__body")).to_have_text("It comes all at once.")
    chat.complaints.clear()  # the browser rightly told that three requests had failed
