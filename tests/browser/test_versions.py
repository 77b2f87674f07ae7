"""Editing, trying again and the versions that come of it; quoting, copying, and deleting a message with its reply."""

from playwright.sync_api import Locator, expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.provider_server import ProviderServer

CLIPBOARD = ["clipboard-read", "clipboard-write"]

NEARLY_TO_THE_END = """async () => {
  const page = document.scrollingElement;
  const frame = () => new Promise(requestAnimationFrame);
  page.scrollTop = 0;
  await frame();
  page.scrollTop = page.scrollHeight - page.clientHeight - 30;
  await frame();
  await frame();
}"""


def version(message: Locator) -> Locator:
    """Which of its versions is shown, as `2 / 3`."""
    return message.locator(".versions__count [aria-hidden]")


def switch(message: Locator, to: str) -> None:
    message.hover()
    message.get_by_role("button", name=f"{to} version").click()


def test_an_edited_message_keeps_both_versions_and_the_choice_survives_a_reload(
    chat: ChatPage, provider: ProviderServer
) -> None:
    chat.ask("How high is it?")
    chat.ask("And how wide?")
    chat.composer.fill("a draft")
    first = chat.messages.first
    chat.press(first, "edit")
    field = chat.page.get_by_label("Your message; it will be answered anew")
    expect(field).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.text_of(first)).to_have_text("How high is it?")
    chat.press(first, "edit")
    provider.reply_with("A new answer.")

    field.fill("How deep is it?")
    field.press("Control+Enter")

    expect(chat.messages).to_have_count(2)
    expect(chat.text_of(chat.replies.last)).to_have_text("A new answer.")
    chat.final_reply()
    expect(version(first)).to_have_text("2 / 2")
    expect(chat.composer).to_have_value("a draft")
    switch(first, "Previous")
    expect(chat.messages).to_have_count(4)
    expect(chat.text_of(first)).to_have_text("How high is it?")
    expect(version(first)).to_have_text("1 / 2")
    expect(first.get_by_role("button", name="Previous version")).to_be_focused()
    chat.page.reload()
    expect(version(first)).to_have_text("1 / 2")
    expect(chat.messages).to_have_count(4)
    expect(chat.composer).to_have_value("a draft")


def test_each_try_is_a_version_of_the_reply_and_what_was_asked_next_stays_with_its_own(
    chat: ChatPage, provider: ProviderServer
) -> None:
    chat.ask("A poem, please")
    chat.ask("Thank you")
    for text in ("The second poem.", "The third poem."):
        provider.reply_with(text)
        chat.press(chat.replies.first, "retry")
        expect(chat.messages).to_have_count(2)
        expect(chat.body).to_have_text(text)
        chat.final_reply()
    expect(version(chat.replies.first)).to_have_text("3 / 3")

    switch(chat.replies.first, "Previous")
    expect(chat.body).to_have_text("The second poem.")
    switch(chat.replies.first, "Previous")

    expect(chat.messages).to_have_count(4)
    expect(chat.messages.nth(2)).to_contain_text("Thank you")
    expect(version(chat.replies.first)).to_have_text("1 / 3")
    chat.ask("More")
    expect(chat.messages).to_have_count(6)
    assert [message["content"] for message in provider.requests[-1].json["messages"]][-1] == "More"
    assert len(provider.requests[-1].json["messages"]) == 5


def test_switching_versions_leaves_the_page_where_it_is(chat: ChatPage, provider: ProviderServer) -> None:
    provider.reply_with("And so on.\n\n" * 44)
    chat.ask("A long story")
    provider.reply_with("And so on.\n\n" * 40)
    chat.press(chat.replies.last, "retry")
    expect(version(chat.replies.last)).to_have_text("2 / 2")
    chat.final_reply()
    chat.page.evaluate(NEARLY_TO_THE_END)
    before = chat.replies.last.bounding_box()

    # without the scrolling of a mouse that cannot reach it
    chat.page.get_by_role("button", name="Previous version").dispatch_event("click")

    expect(version(chat.replies.last)).to_have_text("1 / 2")
    chat.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    after = chat.replies.last.bounding_box()
    assert before and after and abs(before["y"] - after["y"]) <= 2


def test_a_reply_is_edited_and_marked_so(chat: ChatPage) -> None:
    reply = chat.ask("Hi")
    chat.press(reply, "edit")
    field = chat.page.get_by_label("Text of the reply, in Markdown")
    expect(field).to_have_value("Hello **you**, here is an answer.")

    field.fill("Hello *all*")
    chat.page.get_by_role("button", name="Save").click()

    expect(reply.locator("em")).to_have_text("all")
    chat.page.reload()
    expect(reply.locator("em")).to_have_text("all")
    expect(reply.locator(".message__edited")).to_have_text("Edited")


def test_a_selection_is_quoted_and_a_reply_copied_formatted(open_tab: OpenTab, provider: ProviderServer) -> None:
    chat = open_tab(permissions=CLIPBOARD)
    provider.reply_with("Hello **you**\n\nand more")
    reply = chat.ask("Hi")
    chat.body.locator("p").last.click(click_count=3)

    chat.press(reply, "quote")
    expect(chat.composer).to_have_value("> and more\n\n")
    expect(chat.composer).to_be_focused()
    chat.press(reply, "copy-rich")

    expect(chat.page.locator("#announcer")).to_have_text("Copied")
    copied = chat.page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const read = async (type) => (await item.getType(type)).text();
          return [await read("text/html"), await read("text/plain")];
        }"""
    )
    assert "<strong>you</strong>" in copied[0] and "<button" not in copied[0]
    assert copied[1] == "Hello **you**\n\nand more"


def test_a_message_and_its_reply_are_deleted_and_brought_back(chat: ChatPage, provider: ProviderServer) -> None:
    for words in ("one", "two", "three"):
        chat.ask(words)

    chat.press(chat.messages.nth(2), "delete")
    expect(chat.messages).to_have_count(4)
    expect(chat.undo).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.messages).to_have_count(6)
    expect(chat.text_of(chat.messages.nth(2))).to_have_text("two")

    chat.press(chat.replies.nth(1), "delete")

    expect(chat.messages).to_have_count(4)
    chat.ask("four")
    asked = [message["content"] for message in provider.requests[-1].json["messages"] if message["role"] == "user"]
    assert asked == ["one", "three", "four"]
