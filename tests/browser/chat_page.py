"""The chat page in the words of the person who uses it."""

import re
import uuid
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.sidebar_page import Sidebar

REPLY_MILLISECONDS = 30_000
AT_ONCE = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true", "Prefer": "wait"}


class ChatPage:
    """One tab. Collects what the browser complains about; the fixture that made it checks that there was nothing."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.sidebar = Sidebar(page)
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

    def ask_often(self, count: int) -> None:
        """Ask `Question 0` and so on, as many as wanted, without looking; then open the conversation."""
        form: dict[str, Any] = {}
        page = "/"
        for number in range(count):
            form |= {"submission_id": str(uuid.uuid4()), "message": f"Question {number}"}
            answer = self.page.request.post(f"{self.url}/messages", form=form, headers=AT_ONCE, timeout=60_000)
            assert answer.ok, answer.text()
            page = answer.headers.get("hx-push-url", page)
            form["conversation_id"] = page.rpartition("/")[2]
        self.open(page)

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

    @property
    def waiting(self) -> Locator:
        """The message that waits for the end of a reply."""
        return self.page.locator(".waiting__text")

    @property
    def notice(self) -> Locator:
        """What has just been done, and Undo."""
        return self.page.locator("#notice")

    @property
    def undo(self) -> Locator:
        return self.notice.get_by_role("button", name="Undo")

    def press(self, message: Locator, action: str) -> None:
        """Press what is offered below a message, in its menu if it is there."""
        message.hover()
        button = message.locator(f"[data-action={action}]")
        if not button.first.is_visible():
            message.get_by_role("button", name="More").click()
        button.locator("visible=true").click()

    def text_of(self, message: Locator) -> Locator:
        return message.locator(".message__body")

    def error(self) -> Locator:
        """The words that explain why something could not be sent."""
        return self.page.locator("#composer-error")

    @property
    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
