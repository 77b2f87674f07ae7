"""The chat page in the words of the person who uses it."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

REPLY_MILLISECONDS = 30_000


class ChatPage:
    """One tab. Collects what the browser complains about; the fixture that made it checks that there was nothing."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        is_http_status = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not is_http_status:
            self.complaints.append(message.text)

    def open(self, path: str = "/") -> None:
        self.page.goto(self.url + path)

    @property
    def composer(self) -> Locator:
        return self.page.locator("#composer textarea[name=message]")

    def second_tab(self) -> "ChatPage":
        """The same conversation in another tab of the same browser."""
        tab = ChatPage(self.page.context.new_page(), self.url)
        tab.page.goto(self.page.url)
        return tab

    def hide(self) -> None:
        """Put the tab in the background. Headless browsers show every tab, so the page is told, as a browser would."""
        self._appear("hidden")

    def show(self) -> None:
        """Bring the tab to the front again."""
        self._appear("visible")

    def _appear(self, state: str) -> None:
        self.page.evaluate(
            """state => {
              Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
              Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
              document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
            }""",
            state,
        )

    def type(self, text: str) -> None:
        self.composer.press_sequentially(text)

    def send_message(self, text: str) -> None:
        self.composer.fill(text)
        self.page.locator("[data-action=send]").click()

    def ask(self, text: str) -> Locator:
        """Send a message and wait until its reply is final."""
        before = self.replies.count()
        self.send_message(text)
        expect(self.replies).to_have_count(before + 1)
        return self.final_reply()

    @property
    def messages(self) -> Locator:
        return self.page.locator("article.message")

    @property
    def replies(self) -> Locator:
        return self.page.locator("article.message[data-role=assistant]")

    @property
    def body(self) -> Locator:
        """The text of the last reply."""
        return self.replies.last.locator(".message__body")

    @property
    def stop(self) -> Locator:
        return self.page.locator("#composer [data-action=stop]")

    @property
    def send(self) -> Locator:
        return self.page.locator("#composer [data-action=send]")

    @property
    def jump(self) -> Locator:
        return self.page.locator("[data-action=jump]")

    def final_reply(self) -> Locator:
        reply = self.replies.last
        final = re.compile("complete|stopped|failed|interrupted")
        expect(reply).to_have_attribute("data-status", final, timeout=REPLY_MILLISECONDS)
        return reply

    def error(self) -> Locator:
        """The words that explain why something could not be sent."""
        return self.page.locator("#composer-error")

    @property
    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
