"""Finding what was said, and reading long conversations."""

from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.provider_server import ProviderServer

PAIRS = 24  # more than the forty messages that a page shows at once


def long_conversation(chat: ChatPage, provider: ProviderServer) -> None:
    provider.reply_with(lambda request: f"Answer to {request.json['messages'][-1]['content']}.\n\n{'And so on. ' * 60}")
    chat.ask_often(PAIRS)


def test_search_finds_while_one_types_and_a_hit_opens_at_its_message(chat: ChatPage, provider: ProviderServer) -> None:
    long_conversation(chat, provider)
    chat.page.keyboard.press("Control+k")
    chat.page.keyboard.type("questi")
    expect(chat.sidebar.hits.first.locator("mark").first).to_have_text("Questi")
    chat.page.keyboard.press("Control+k")  # again: what stands there is replaced
    chat.page.keyboard.type('"to question 3"')
    expect(chat.sidebar.hits).to_have_count(1)

    chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Enter")

    expect(chat.page.get_by_text("Answer to Question 3.")).to_be_in_viewport()
    expect(chat.page.get_by_role("link", name="Go to the latest messages")).to_be_visible()
    assert not chat.scrolls_sideways


def test_who_clears_the_search_has_the_list_again(chat: ChatPage) -> None:
    chat.ask("About fjords")
    chat.sidebar.search.press_sequentially("nowhere to be found")
    expect(chat.sidebar.box).to_contain_text("Nothing in your conversations matches")

    chat.sidebar.search.press("Escape")

    expect(chat.sidebar.titles).to_have_text(["About fjords"])


def test_older_messages_come_without_a_jump(open_tab: OpenTab, provider: ProviderServer) -> None:
    chat = open_tab(size="phone", has_touch=True, is_mobile=True)
    long_conversation(chat, provider)
    expect(chat.messages.last).to_be_in_viewport()
    shown = chat.messages.count()
    assert shown < 2 * PAIRS

    tops = chat.page.evaluate(READ_UPWARD, chat.messages.nth(1).get_attribute("id"))

    expect(chat.messages).to_have_count(2 * PAIRS)
    assert max(tops) - min(tops) <= 2, tops


# Goes up until older messages are asked for, then notes in every frame where a message stands, until half a second
# after the older ones have come. Answers once the page is quiet.
READ_UPWARD = """async (id) => {
  const frame = () => new Promise(requestAnimationFrame);
  const top = () => document.getElementById(id).getBoundingClientRect().top;
  const count = () => document.querySelectorAll("article.message").length;
  const before = count();
  document.scrollingElement.scrollTop = 0; // where the browser itself does not hold what is read
  await frame();
  const tops = [top()];
  while (count() === before) await frame();
  for (let frames = 0; frames < 30; frames++) {
    tops.push(top());
    await frame();
  }
  return tops;
}"""
