"""`webchat setup` as a person at a terminal uses it: answers that are tried, and wrong ones that can be corrected."""

from pathlib import Path

from tests.provider_server import ProviderServer
from tests.running import run_to_end
from tests.setup.answering import KEY, MODEL, NOBODY, NUMBER, RIGHT, WRONG, begin
from tests.setup.terminal import Terminal
from webchat import config


def test_right_answers_are_tried_and_written_for_their_owner_only(tmp_path: Path, provider: ProviderServer) -> None:
    provider.models = ["small", "large"]
    provider.require_key(RIGHT)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url + "/", RIGHT)
        terminal.answer(MODEL, "small")
        terminal.answer(NUMBER, "")
        code = terminal.end()

    written = config.load({}, folder=tmp_path)
    assert code == 0
    assert (written.api_key, written.base_url, written.model) == (RIGHT, provider.base_url, "small")
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    asked = provider.requests[-1]
    assert (asked.path, asked.json["model"]) == ("/v1/chat/completions", "small")
    assert "It answered 'Hello **you**'." in terminal.shown


def test_the_check_is_content_with_what_was_written(tmp_path: Path, provider: ProviderServer) -> None:
    provider.require_key(RIGHT)
    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "model-a")
        terminal.answer(NUMBER, "")
        terminal.end()

    code, output = run_to_end(tmp_path, "check")

    assert code == 0, output
    assert output.count("right:") == 3
    assert "webchat setup" not in output


def test_a_wrong_key_is_told_in_words_and_asked_for_again(tmp_path: Path, provider: ProviderServer) -> None:
    provider.require_key(RIGHT)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, WRONG)
        told = terminal.answer(KEY, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "")
        code = terminal.end()

    assert code == 0
    assert "The service does not accept this key" in told and "HTTP 401" in told
    assert config.load({}, folder=tmp_path).api_key == RIGHT


def test_an_address_that_nobody_answers_at_can_be_corrected(tmp_path: Path, provider: ProviderServer) -> None:
    with Terminal(tmp_path) as terminal:
        begin(terminal, NOBODY, RIGHT)
        told = terminal.answer(NUMBER, "")
        offered = terminal.answer(f"[{NOBODY}]: ", provider.base_url)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "")
        code = terminal.end()

    assert code == 0
    assert f"Nothing answers at {NOBODY}" in told
    assert "Address" in offered
    assert config.load({}, folder=tmp_path).base_url == provider.base_url


def test_what_does_not_work_yet_can_be_saved_all_the_same(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        begin(terminal, NOBODY, RIGHT)
        terminal.answer(NUMBER, "4")
        terminal.answer("\nModel: ", "later")
        terminal.answer(NUMBER, "")
        code = terminal.end()

    written = config.load({}, folder=tmp_path)
    assert (code, written.base_url, written.model) == (0, NOBODY, "later")


def test_an_address_without_its_last_part_is_told_apart_from_one_that_is_away(
    tmp_path: Path, provider: ProviderServer
) -> None:
    provider.fail_with(404, {"error": {"message": "no such path"}})

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer("\nModel: ", "any")
        told = terminal.wait_for("What now?")

    assert "answers, but has no such path" in told and "it usually ends in /v1" in told
