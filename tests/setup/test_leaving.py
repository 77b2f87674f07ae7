"""`webchat setup` left before its end: nothing is written."""

from pathlib import Path

import pytest

from tests.provider_server import ProviderServer
from tests.setup.answering import ADDRESS, KEY, MODEL, NOBODY, NUMBER, RIGHT, begin
from tests.setup.terminal import Terminal


def test_whoever_leaves_after_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        begin(terminal, NOBODY, RIGHT)
        terminal.answer(NUMBER, "5")
        code = terminal.end()

    assert code == 1
    assert "Nothing was written." in terminal.shown
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("answered", [0, 1, 2, 3, 4])
def test_ctrl_c_writes_nothing_wherever_it_is_pressed(tmp_path: Path, provider: ProviderServer, answered: int) -> None:
    answers = [(NUMBER, "3"), (ADDRESS, provider.base_url), (KEY, RIGHT), (MODEL, "1"), (NUMBER, "1")]

    with Terminal(tmp_path) as terminal:
        for question, typed in answers[:answered]:
            terminal.answer(question, typed)
        terminal.wait_for(answers[answered][0])
        code = terminal.interrupt()

    assert code == 1
    assert "Nothing was written." in terminal.shown
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_the_provider_is_asked_writes_nothing(tmp_path: Path, provider: ProviderServer) -> None:
    provider.reply_with("slowly " * 400, words_per_second=2)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.wait_for("to say hello")
        code = terminal.interrupt()

    assert code == 1
    assert "Nothing was written." in terminal.shown and "Traceback" not in terminal.shown
    assert list(tmp_path.iterdir()) == []
