"""Choosing a model in `webchat setup`: from a list, long or missing, or typed."""

from pathlib import Path

from tests.provider_server import ProviderServer
from tests.setup.answering import MODEL, NUMBER, RIGHT, begin
from tests.setup.terminal import Terminal
from webchat import config


def test_a_long_list_is_searched_by_a_part_of_a_name(tmp_path: Path, provider: ProviderServer) -> None:
    provider.models = [*(f"model-{number:02}" for number in range(30)), "big-one", "big-two", "text-embedding"]

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        first = terminal.answer(MODEL, "BIG")
        second = terminal.answer(MODEL, "2")
        terminal.answer(NUMBER, "")
        terminal.end()

    assert "and 12 more" in first and "text-embedding" not in first
    assert "big-two" in second and "model-00" not in second.partition("Which")[2]
    assert config.load({}, folder=tmp_path).model == "big-two"


def test_a_model_that_is_not_listed_is_asked_about(tmp_path: Path, provider: ProviderServer) -> None:
    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "unlisted")
        terminal.answer("Take it all the same? [y/N]: ", "y")
        terminal.answer(NUMBER, "")
        terminal.end()

    assert config.load({}, folder=tmp_path).model == "unlisted"


def test_where_there_is_no_list_the_model_is_typed(tmp_path: Path, provider: ProviderServer) -> None:
    provider.fail_with(404, {"error": {"message": "no such path"}}, times=1)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer("\nModel: ", "my-deployment")
        terminal.answer(NUMBER, "")
        terminal.end()

    assert config.load({}, folder=tmp_path).model == "my-deployment"


def test_what_a_provider_sends_cannot_steer_the_terminal(tmp_path: Path, provider: ProviderServer) -> None:
    provider.models = ["fine", "\x1b[2J-evil"]
    provider.judge = lambda asked: (400, {"error": {"message": "\x1b]0;title\x07 no"}}) if asked.body else None

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "fine")
        terminal.wait_for("What now?")

    assert "\x1b" not in terminal.shown and "evil" not in terminal.shown
