"""Make the pictures in docs/: a conversation on a wide screen in light and on a phone in dark, side by side.

`make screenshots` runs it. The provider is the tests' own, so that the pictures are the same each time.
`--all FOLDER` makes one picture of every state at both widths and in both themes instead, to look at.
"""

import base64
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.chat_page import ChatPage  # noqa: E402
from tests.browser.conftest import FLAGS, WIDTHS, browser_path  # noqa: E402
from tests.provider_server import ProviderServer  # noqa: E402
from tests.running import RunningWebchat  # noqa: E402

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
WRONG_KEY = {"error": {"message": "Incorrect API key provided", "type": "x", "code": "invalid_api_key"}}
SLOW_DOWN = {"error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}}


@contextmanager
def tab(browser: Browser, url: str, size: str, scheme: str) -> Iterator[ChatPage]:
    """A tab of one of the tests' sizes, in light or dark."""
    width, height = WIDTHS[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=1.5,
    )
    yield ChatPage(context.new_page(), url)
    context.close()


def for_the_readme(browser: Browser, url: str, provider: ProviderServer) -> None:
    """Make docs/conversation.png."""
    provider.reply_with(REPLY)
    parts = []
    for size, scheme in (("desktop", "light"), ("phone", "dark")):
        with tab(browser, url, size, scheme) as chat:
            chat.open()
            chat.ask(QUESTION)
            chat.page.mouse.move(0, 0)
            parts.append(chat.page.screenshot())
    join(browser, parts, ROOT / "docs" / "conversation.png")


def join(browser: Browser, pictures: list[bytes], path: Path) -> None:
    """Lay pictures side by side, the same height."""
    page = browser.new_page(viewport={"width": 1320, "height": 640})
    sources = [f"data:image/png;base64,{base64.b64encode(picture).decode()}" for picture in pictures]
    images = "".join(
        f'<img style="height:600px;border:1px solid #8888;border-radius:8px" src="{it}">' for it in sources
    )
    page.set_content(f'<body style="margin:20px;display:flex;gap:20px;background:#fff">{images}</body>')
    page.screenshot(path=path)
    page.close()


def every_state(browser: Browser, url: str, provider: ProviderServer, folder: Path) -> None:
    """Make one picture of each state."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in WIDTHS:
        for scheme in ("light", "dark"):
            with tab(browser, url, size, scheme) as chat:
                for name in states(chat, provider):
                    chat.page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=False)


def states(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    """Bring the page into one state after the other; yields the name of each."""
    chat.open()
    yield "1-welcome"
    provider.reply_with(REPLY)
    chat.ask(QUESTION)
    yield "2-reply"
    provider.reply_with("A long reply. " * 50, words_per_second=20)
    chat.send_message("Write something long")
    chat.page.wait_for_timeout(500)
    yield "3-waiting"
    chat.final_reply()
    for name, status, body, headers in (
        ("4-wrong-key", 401, WRONG_KEY, {}),
        ("5-too-many", 429, SLOW_DOWN, {"Retry-After": "75"}),
        ("6-provider-down", 501, {}, {}),
    ):
        provider.fail_with(status, body, headers=headers)
        chat.ask("And now?")
        yield name
    chat.composer.fill("one line\n" * 12)
    yield "7-long-draft"
    chat.composer.fill("")
    chat.page.locator("[data-action=send]").click()
    yield "8-empty"
    chat.open("/conversations/nowhere")
    yield "9-not-found"


def main() -> None:
    """Make the pictures that the arguments ask for."""
    folder = Path(sys.argv[2]) if sys.argv[1:2] == ["--all"] else None
    with tempfile.TemporaryDirectory() as scratch, ProviderServer() as provider, sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        environment = {
            "OPENAI_BASE_URL": provider.base_url,
            "WEBCHAT_MODEL": "gpt-4.1-mini",
            "WEBCHAT_RATE_LIMIT": "off",
        }
        with RunningWebchat(Path(scratch), **environment) as webchat:
            if folder:
                every_state(browser, webchat.url, provider, folder)
            else:
                for_the_readme(browser, webchat.url, provider)
        browser.close()


if __name__ == "__main__":
    main()
