"""A real Chromium, a real webchat, and a provider of the tests' own."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chat_page import ChatPage
from tests.browser.offering import Offering, offering
from tests.provider_server import ProviderServer
from tests.running import RunningWebchat

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OpenTab = Callable[..., ChatPage]
WIDTHS = {"phone": (360, 740), "desktop": (1280, 800)}
expect.set_options(timeout=20_000)  # milliseconds: five seconds can be too few where much else runs


def browser_path() -> str:
    """The browser that `make test` found, or the one that the same script finds now; fails when there is none."""
    given = os.environ.get("WEBCHAT_TEST_BROWSER")
    return (
        given or subprocess.run([ROOT / "scripts/browser"], check=True, capture_output=True, text=True).stdout.strip()
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser_provider() -> Iterator[ProviderServer]:
    with ProviderServer() as server:
        yield server


@pytest.fixture(scope="session")
def webchat(tmp_path_factory: pytest.TempPathFactory, browser_provider: ProviderServer) -> Iterator[RunningWebchat]:
    """webchat with the tests' provider, for all browser tests that do not need one of their own."""
    environment = {
        "OPENAI_BASE_URL": browser_provider.base_url,
        "OPENAI_API_KEY": "sk-browser-tests-0123456789",
        "WEBCHAT_MODEL": "test-model",
        "WEBCHAT_RATE_LIMIT": "off",
        "WEBCHAT_MAX_MESSAGE_CHARS": "2000",
        "WEBCHAT_MAX_RUNNING_PER_SESSION": "50",
        "WEBCHAT_SHARING": "on",
    }
    with RunningWebchat(tmp_path_factory.mktemp("browser"), **environment) as running:
        yield running


@pytest.fixture(scope="session")
def shared_offering(tmp_path_factory: pytest.TempPathFactory, local_model_file: Path) -> Iterator[Offering]:
    """webchat with several providers, models and assistants, for all tests that choose among them."""
    with offering(tmp_path_factory.mktemp("offering"), local_model_file) as running:
        yield running


@pytest.fixture
def offered(shared_offering: Offering) -> Offering:
    """It, with providers that answer in their usual way."""
    shared_offering.alpha.reply_with("Alpha says **hello**.")
    shared_offering.beta.reply_with("Beta says **hello**.")
    return shared_offering


@pytest.fixture
def provider(browser_provider: ProviderServer) -> ProviderServer:
    """The provider behind the page, answering in its usual way."""
    browser_provider.reply_with("Hello **you**, here is an answer.")
    return browser_provider


@pytest.fixture
def open_tab(chromium: Browser, webchat: RunningWebchat) -> Iterator[OpenTab]:
    """Open tabs: `open_tab(size="phone", url=…, **context)`. Nothing in them may make the browser complain."""
    tabs: list[ChatPage] = []

    def open_one(*, size: str = "desktop", url: str = "", complaints_allowed: bool = False, **context: Any) -> ChatPage:
        width, height = WIDTHS[size]
        options = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"} | context
        tab = ChatPage(chromium.new_context(**options).new_page(), url or webchat.url)
        tab.open()
        if not complaints_allowed:
            tabs.append(tab)
        return tab

    yield open_one
    for tab in tabs:
        assert tab.complaints == []
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def chat(open_tab: OpenTab, provider: ProviderServer) -> ChatPage:
    """A tab on the first page, on a desktop."""
    return open_tab()
