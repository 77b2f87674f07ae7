"""Who answers, and how, in the words of the person who chooses it: the button in the composer's foot and its panel."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.chat_page import ChatPage


class Answering:
    """The choice of a model and of a conversation's own settings, on a chat page."""

    def __init__(self, chat: ChatPage) -> None:
        self.chat = chat
        self.page: Page = chat.page
        self.button = self.page.locator("#answering-button")
        self.panel = self.page.locator("#parameters")
        self.search = self.page.get_by_role("searchbox", name="Search models")

    def open(self) -> None:
        """Open the panel."""
        self.button.click()
        expect(self.model("Alpha Small")).to_be_visible()

    def model(self, name: str) -> Locator:
        return self.page.get_by_role("radio", name=re.compile(f"^{re.escape(name)}"))

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label)

    def done(self) -> None:
        self.page.get_by_role("button", name="Done").click()
        expect(self.panel).to_be_hidden()

    def choose(self, model: str) -> None:
        """Open the panel, choose a model, and close it again."""
        self.open()
        self.model(model).check()
        expect(self.button).to_contain_text(model)
        self.done()

    def retry_with(self, reply: Locator, model: str) -> None:
        """Ask for a reply again, from another model."""
        reply.hover()
        reply.get_by_role("button", name="Retry with another model").click()
        reply.get_by_role("button", name=model, exact=True).click()
