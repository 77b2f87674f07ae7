"""Make the pictures in docs/: what one does here, wide in light and on a phone in dark.

`make screenshots` runs it. The provider is the tests' own, so that the pictures are the same each time.
`--all FOLDER` makes one picture of every state at both widths and in both themes instead, to look at; and of every page
and of what is chosen there in English, in German, and in the tests' language, which is written from right to left.
"""

import base64
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts import choosing_states, every_page, keeping_states, learning_states, page_states  # noqa: E402
from tests.browser.chat_page import ChatPage  # noqa: E402
from tests.browser.conftest import FLAGS, WIDTHS, browser_path  # noqa: E402
from tests.browser.offering import Offering, offering  # noqa: E402
from tests.browser.under_the_hood import UnderTheHood  # noqa: E402
from tests.languages import pseudo  # noqa: E402
from tests.provider_server import ProviderServer  # noqa: E402
from tests.running import RunningWebchat  # noqa: E402

LANGUAGES = ("en", "de", pseudo.LOCALE)
BOATS = (
    "**The Morning Star**: it is easy to remember, and it has guided sailors home for thousands of years.",
    "**Giddy Kestrel**! Because she hangs on the wind, trembling with joy, before she drops over each wave.",
)
HEIGHT = 600  # pixels of what is laid side by side
SHOWN = """
default_model = "here/quick"

[[providers]]
slug = "here"
name = "On our own server"
base_url = "{alpha}"
[[providers.models]]
id = "quick"
name = "Small and quick"
context = 32000
price = {{ currency = "EUR", input = 0.4, output = 1.6 }}
[[providers.models]]
id = "careful"
name = "Large and careful"
context = 128000
reasoning_effort = ["low", "high"]

[[providers]]
slug = "cloud"
name = "In the cloud"
base_url = "{beta}"
[[providers.models]]
id = "eyes"
name = "One that sees"
context = 200000
images = true

"""


@contextmanager
def tab(browser: Browser, url: str, size: str, scheme: str, **context_options: Any) -> Iterator[ChatPage]:
    """A tab of one of the tests' sizes, in light or dark."""
    width, height = WIDTHS[size]
    usual: dict[str, Any] = {"viewport": {"width": width, "height": height}, "device_scale_factor": 1.5}
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", **usual | context_options)
    yield ChatPage(context.new_page(), url)
    context.close()


def for_the_readme(browser: Browser, url: str, provider: ProviderServer) -> None:
    """Make docs/conversation.png and docs/search.png."""
    conversations, searches = [], []
    for size, scheme in (("desktop", "light"), ("phone", "dark")):
        with tab(browser, url, size, scheme) as chat:
            keeping_states.fill_list(chat, provider)
            provider.reply_with(page_states.REPLY)
            chat.open()
            chat.ask(page_states.QUESTION)
            chat.page.mouse.move(0, 0)
            conversations.append(chat.page.screenshot())
            keeping_states.try_again(chat, provider)
            keeping_states.search(chat, "fjord")
            searches.append(chat.page.screenshot())
    join(browser, conversations, ROOT / "docs" / "conversation.png")
    join(browser, searches, ROOT / "docs" / "search.png")


def of_assistants(browser: Browser, scratch: Path) -> None:
    """Make docs/assistants.png: the help desk of docs/assistants.md, and the choice of a model."""
    pictures = []
    tables = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/assistants.md").read_text(), re.DOTALL)[:2]
    with offering(scratch, template=SHOWN + "\n".join(tables).replace("{", "{{").replace("}", "}}")) as offered:
        for size, scheme in (("desktop", "light"), ("phone", "dark")):
            with tab(browser, offered.url, size, scheme) as chat:
                chat.open("/a/help-desk")
                if size == "phone":
                    choosing_states.panel(chat)
                pictures.append(chat.page.screenshot())
    join(browser, pictures, ROOT / "docs" / "assistants.png")


def of_learning(browser: Browser, scratch: Path) -> None:
    """Make docs/under-the-hood.png and docs/compare.png."""
    hoods, comparisons = [], []
    with offering(scratch, template=SHOWN) as offered:
        for scheme, viewport in (("light", {"width": 1440, "height": 900}), ("dark", {"width": 390, "height": 844})):
            look = {
                "viewport": viewport,
                "device_scale_factor": HEIGHT / viewport["height"],
                "reduced_motion": "reduce",
            }
            with tab(browser, offered.url, "phone", scheme, **look) as chat:
                under_the_hood(chat, offered)
                hoods.append(chat.page.screenshot())
                compare(chat, offered)
                comparisons.append(chat.page.screenshot())
    join(browser, hoods, ROOT / "docs" / "under-the-hood.png")
    join(browser, comparisons, ROOT / "docs" / "compare.png")


def under_the_hood(chat: ChatPage, offered: Offering) -> None:
    """Open the hood of the third reply; on a wide screen point at a message of the request."""
    chat.open()
    learning_states.talk(chat, offered, words_per_second=25)
    hood = UnderTheHood(chat)
    hood.open(chat.replies.last)
    if chat.sidebar.box.is_visible():
        hood.section("request").locator("h4").nth(1).evaluate("it => it.scrollIntoView()")
        hood.box.evaluate("it => it.scrollBy(0, -110)")
        hood.sent(5).hover()
    else:
        hood.box.evaluate("it => it.scrollIntoView()")
        chat.page.evaluate("scrollBy(0, -160)")


def compare(chat: ChatPage, offered: Offering) -> None:
    """One message with two temperatures, both replies written."""
    offered.alpha.reply_with(
        lambda request: BOATS[bool(request.json["temperature"])] if request.json else "", words_per_second=40
    )
    chat.open("/compare?try=temperature")
    learning_states.sent(chat, "#compare-form", ".message[data-role=assistant][data-status=complete] >> nth=1")


def join(browser: Browser, pictures: list[bytes], path: Path) -> None:
    """Lay pictures side by side, the same height."""
    page = browser.new_page(viewport={"width": 1320, "height": 640})
    sources = [f"data:image/png;base64,{base64.b64encode(picture).decode()}" for picture in pictures]
    images = "".join(
        f'<img style="height:{HEIGHT}px;border:1px solid #8888;border-radius:8px" src="{it}">' for it in sources
    )
    page.set_content(f'<body style="margin:20px;display:flex;gap:20px;background:#fff">{images}</body>')
    page.screenshot(path=path)
    page.close()


def every_state(browser: Browser, webchat: RunningWebchat, provider: ProviderServer, folder: Path) -> None:
    """Make one picture of each state."""
    folder.mkdir(parents=True, exist_ok=True)
    looks = [(size, scheme) for size in WIDTHS for scheme in ("light", "dark")]
    for scripts, states in (
        (True, page_states.all_states),
        (True, keeping_states.keeping_states),
        (False, page_states.without_scripts),
    ):
        for size, scheme in looks:
            with tab(browser, webchat.url, size, scheme, java_script_enabled=scripts) as chat:
                for name in states(chat, provider):
                    chat.page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")
    with ExitStack() as tabs:
        chats = [tabs.enter_context(tab(browser, webchat.url, size, scheme)) for size, scheme in looks]
        page_states.interrupted(chats, provider, lambda: again(webchat))
        for (size, scheme), chat in zip(looks, chats, strict=True):
            chat.page.screenshot(path=folder / f"32-interrupted-{size}-{scheme}.png")


def in_every_language(browser: Browser, offered: Offering, folder: Path) -> None:
    """Make one picture of each page, and of each state of choosing, in each language, at each size, in each theme."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, size, scheme in product(LANGUAGES, WIDTHS, ("light", "dark")):
        for states in (every_page.every_page, choosing_states.choosing_states, learning_states.learning_states):
            with tab(browser, offered.url, size, scheme, locale=language) as chat:
                for name in states(chat, offered):
                    is_sheet = chat.page.locator(".sheet").is_visible()
                    path = folder / f"{name}-{language}-{size}-{scheme}.png"
                    chat.page.screenshot(path=path, full_page=is_sheet)


def again(webchat: RunningWebchat) -> str:
    """Kill webchat and start it anew; its new address."""
    webchat.kill_all()
    return webchat.start().url


def main() -> None:
    """Make the pictures that the arguments ask for."""
    folder = Path(sys.argv[2]) if sys.argv[1:2] == ["--all"] else None
    with tempfile.TemporaryDirectory() as scratch, ProviderServer() as provider, sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        environment = {
            "OPENAI_BASE_URL": provider.base_url,
            "WEBCHAT_MODEL": "gpt-4.1-mini",
            "WEBCHAT_RATE_LIMIT": "off",
            "WEBCHAT_SHARING": "on",
        }
        with RunningWebchat(Path(scratch), **environment) as webchat:
            if folder:
                every_state(browser, webchat, provider, folder)
            else:
                for_the_readme(browser, webchat.url, provider)
        if folder:
            with offering(Path(scratch) / "offering", WEBCHAT_SHARING="on") as offered:
                in_every_language(browser, offered, folder)
        else:
            of_assistants(browser, Path(scratch) / "assistants")
            of_learning(browser, Path(scratch) / "learning")
        browser.close()


if __name__ == "__main__":
    main()
