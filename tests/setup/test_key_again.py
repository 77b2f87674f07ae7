"""A refused key is asked for again at once, hidden: whoever pastes the next one without looking shows nobody."""

from pathlib import Path

from tests.provider_server import ProviderServer
from tests.setup.terminal import Terminal
from webchat import config

RIGHT, WRONG = "sk-right-0123456789", "sk-wrong-9876543210"
NUMBER, ADDRESS, KEY, MODEL = "Number [1]: ", "Address, up to /v1: ", "paste it): ", "its name or a part of the name"


def begin(terminal: Terminal, address: str, key: str) -> None:
    """Choose another address, and say which and with which key."""
    terminal.answer(NUMBER, "3")
    terminal.answer(ADDRESS, address)
    terminal.answer(KEY, key)


def test_the_hidden_question_is_the_next_one_as_often_as_it_takes(tmp_path: Path, provider: ProviderServer) -> None:
    provider.require_key(RIGHT)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, WRONG)
        first = terminal.answer(KEY, WRONG)
        second = terminal.answer(KEY, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "")
        code = terminal.end()

    assert "does not accept this key" in first and "does not accept this key" in second
    assert "What now?" not in terminal.shown
    assert RIGHT not in terminal.shown and WRONG not in terminal.shown
    assert (code, config.load({}, folder=tmp_path).api_key) == (0, RIGHT)


def test_enter_alone_shows_what_else_can_be_done(tmp_path: Path, provider: ProviderServer) -> None:
    provider.require_key(RIGHT)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, WRONG)
        told = terminal.answer(KEY, "")
        terminal.wait_for("leave without saving")
        terminal.answer(NUMBER, "5")
        code = terminal.end()

    assert "press Enter alone" in told
    assert code == 1 and "Nothing was written." in terminal.shown


def test_the_address_of_groq_stands_in_the_list(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        shown = terminal.wait_for(NUMBER)

    assert "https://api.groq.com/openai/v1" in shown
