"""The key in `webchat setup`: asked for without being shown, and seen nowhere but in its file."""

from pathlib import Path

from tests.provider_server import ProviderServer
from tests.setup.answering import ADDRESS, KEY, MODEL, NOBODY, NUMBER, RIGHT, WRONG, begin
from tests.setup.terminal import Terminal
from webchat import config


def files_with(folder: Path, secret: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]


def test_the_key_is_on_no_screen_and_in_no_other_file(tmp_path: Path, provider: ProviderServer) -> None:
    provider.require_key(RIGHT)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, WRONG)
        terminal.answer(KEY, RIGHT)
        arguments = Path(f"/proc/{terminal.process_id}/cmdline").read_bytes()
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "")
        terminal.end()

    assert files_with(tmp_path, RIGHT) == [".env"]
    assert files_with(tmp_path, WRONG) == []
    assert RIGHT not in terminal.shown and WRONG not in terminal.shown
    assert RIGHT.encode() not in arguments


def test_a_key_with_spaces_is_asked_for_again_and_not_repeated(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        begin(terminal, NOBODY, "two secret-words")
        terminal.wait_for("without spaces")
        terminal.wait_for(KEY)

    assert "secret-words" not in terminal.shown


def test_what_is_pasted_at_a_wrong_question_is_not_repeated_in_the_error(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.answer(NUMBER, RIGHT)
        after = terminal.answer(NUMBER, "3").partition("\n")[2]
        terminal.answer(ADDRESS, RIGHT)
        after += terminal.wait_for(ADDRESS).partition("\n")[2]

    assert "Type a number from 1 to 4." in after and "Type an address" in after
    assert RIGHT not in after


def test_a_key_is_not_taken_for_a_model(tmp_path: Path, provider: ProviderServer) -> None:
    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, RIGHT)
        terminal.wait_for("That is the key, not a model.")
        terminal.wait_for(MODEL)

    assert not any(request.path.endswith("/chat/completions") for request in provider.requests)


def test_a_server_on_this_machine_needs_no_key(tmp_path: Path, provider: ProviderServer) -> None:
    with Terminal(tmp_path) as terminal:
        terminal.answer(NUMBER, "4")
        terminal.answer("[http://127.0.0.1:11434/v1]: ", provider.base_url)
        terminal.answer(KEY, "")
        terminal.answer(MODEL, "")
        terminal.answer(NUMBER, "")
        code = terminal.end()

    written = config.load({}, folder=tmp_path)
    assert (code, written.api_key, written.model) == (0, None, "model-a")
    assert "authorization" not in provider.requests[-1].headers


def test_what_wins_over_the_file_is_told(tmp_path: Path, provider: ProviderServer) -> None:
    with Terminal(tmp_path, OPENAI_API_KEY="sk-of-the-environment") as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "")
        terminal.end()

    assert "Note: OPENAI_API_KEY is set in the environment too, which wins" in terminal.shown
    assert "sk-of-the-environment" not in terminal.shown
