"""The built-in model, really, as after `make run` without a key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.running import RunningWebchat


@pytest.fixture(scope="module")
def with_built_in_model(tmp_path_factory: pytest.TempPathFactory, local_model_file: Path) -> Iterator[RunningWebchat]:
    folder = tmp_path_factory.mktemp("built-in")
    (folder / "data").mkdir(mode=0o700)
    (folder / "data" / "model").symlink_to(local_model_file.parent)
    with RunningWebchat(folder) as running:
        yield running


@pytest.mark.parametrize("with_scripts", [True, False])
def test_the_built_in_model_answers_and_the_answer_stays(
    open_tab: OpenTab, with_built_in_model: RunningWebchat, with_scripts: bool
) -> None:
    chat = open_tab(url=with_built_in_model.url, java_script_enabled=with_scripts)
    expect(chat.page.locator(".chat__note")).to_contain_text("Demo model")

    reply = chat.ask("Write one short sentence about the sea.")

    expect(reply).to_have_attribute("data-status", "complete")
    words = reply.locator(".message__body").inner_text()
    assert len(words.split()) > 2
    chat.page.reload()
    expect(chat.replies.last.locator(".message__body")).to_have_text(words, use_inner_text=True)
    expect(chat.replies.last.locator(".message__facts")).to_contain_text("tokens")
