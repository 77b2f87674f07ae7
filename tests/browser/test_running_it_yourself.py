"""A program of "Run it yourself" is opened, copied and run, as somebody would who has never done so."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.provider_server import ProviderServer


def test_the_copied_program_prints_the_reply(open_tab: OpenTab, provider: ProviderServer, tmp_path: Path) -> None:
    provider.reply_with("A narrow inlet.")
    chat = open_tab(permissions=["clipboard-read", "clipboard-write"])
    reply_id = (chat.ask('What\'s a "fjord"?').get_attribute("id") or "").removeprefix("message-")
    chat.open(f"/replies/{reply_id}/exchange")

    chat.page.locator("details.snippet[open]").get_by_role("button", name="Copy").click()
    expect(chat.page.locator("#announcer")).to_have_text("Copied")
    (tmp_path / "ask.py").write_text(chat.page.evaluate("navigator.clipboard.readText()"))

    done = subprocess.run(
        [sys.executable, "ask.py"], cwd=tmp_path, env={"OPENAI_API_KEY": "sk"}, capture_output=True, timeout=20
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"A narrow inlet.\n", b"")
    assert provider.requests[-1].json == provider.requests[-2].json


def test_one_program_is_open_at_a_time_and_keys_open_it(open_tab: OpenTab, provider: ProviderServer) -> None:
    chat = open_tab()
    reply_id = (chat.ask("What is a fjord?").get_attribute("id") or "").removeprefix("message-")
    chat.open(f"/replies/{reply_id}/exchange")

    chat.page.locator("details.snippet summary", has_text="curl").focus()
    chat.page.keyboard.press("Enter")

    expect(chat.page.locator("details.snippet[open] summary")).to_have_text("curl")
