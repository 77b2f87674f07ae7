"""What is under the hood of a reply, in the words of the person who looks there."""

from playwright.sync_api import Locator, expect

from tests.browser.chat_page import ChatPage


class UnderTheHood:
    """The one hood of a chat page: beside the conversation on a wide screen, below its reply on a narrow one."""

    def __init__(self, chat: ChatPage) -> None:
        self.chat, self.page = chat, chat.page
        self.box = self.page.locator("#hood")
        self.title = self.page.locator("#hood-title")
        self.address = ""

    def link(self, reply: Locator) -> Locator:
        """What opens the hood of this reply."""
        return reply.locator("[data-action=under]")

    def open(self, reply: Locator) -> None:
        """Open the hood of a reply; `address` is its path from then on."""
        self.page.wait_for_load_state()  # without scripts it arrives until the reply has ended
        self.link(reply).click()
        expect(reply.locator("#hood")).to_be_visible()
        self.address = f"/replies/{(reply.get_attribute('id') or '').removeprefix('message-')}/exchange"

    def close(self) -> None:
        self.box.locator("[data-action=close-hood]").click()
        expect(self.box).to_have_count(0)

    def section(self, name: str) -> Locator:
        """One of request, response, timing, snippets, tokens and remembered."""
        return self.page.locator(f"#{name}-hood")

    @property
    def requests(self) -> Locator:
        """The links to the requests that the reply took, where it took several."""
        return self.box.locator(".hood__requests a")

    def show_tokens(self) -> None:
        self.section("tokens").locator("summary").click()
        expect(self.section("tokens").locator(".tokens p").first).to_be_visible()

    def sent(self, number: int) -> Locator:
        """One message of the request, from 1."""
        return self.page.locator(f"#sent-{number}")

    def is_marked(self, message: Locator) -> bool:
        """Whether it has an outline that points it out."""
        return bool(message.evaluate("it => getComputedStyle(it).outlineStyle === 'solid'"))
