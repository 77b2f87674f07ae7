"""`webchat setup` as a person at a terminal uses it: right and wrong answers, and a key that is seen nowhere."""

import os
from pathlib import Path

import pytest

from tests.provider_server import ProviderServer
from tests.running import run_to_end
from tests.setup.terminal import Terminal
from webchat import config

RIGHT, WRONG = "sk-right-0123456789", "sk-wrong-9876543210"
NOBODY = "http://127.0.0.1:9/v1"
NUMBER, ADDRESS, KEY, MODEL = "Number [1]: ", "Address, up to /v1: ", "paste it): ", "its name or a part of the name"


def begin(terminal: Terminal, address: str, key: str) -> None:
    """Choose another address, and say which and with which key."""
    terminal.answer(NUMBER, "3")
    terminal.answer(ADDRESS, address)
    terminal.answer(KEY, key)


def files_with(folder: Path, secret: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]


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
        told = terminal.answer(NUMBER, "")
        terminal.answer(KEY, RIGHT)
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


def test_the_key_is_on_no_screen_and_in_no_other_file(tmp_path: Path, provider: ProviderServer) -> None:
    provider.require_key(RIGHT)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, WRONG)
        terminal.answer(NUMBER, "")
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


def test_an_address_without_its_last_part_is_told_apart_from_one_that_is_away(
    tmp_path: Path, provider: ProviderServer
) -> None:
    provider.fail_with(404, {"error": {"message": "no such path"}})

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer("\nModel: ", "any")
        told = terminal.wait_for("What now?")

    assert "answers, but has no such path" in told and "it usually ends in /v1" in told


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


def test_it_can_be_kept_in_the_data_directory(tmp_path: Path, provider: ProviderServer) -> None:
    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "2")
        terminal.end()

    file = tmp_path / "data" / ".env"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert config.load({"WEBCHAT_DATA_DIR": str(tmp_path / "data")}, folder=tmp_path).api_key == RIGHT


def test_other_lines_of_the_file_stay_and_old_answers_go(tmp_path: Path, provider: ProviderServer) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "# mine\nPORT=0\n\nOPENAI_API_KEY=sk-old\nOPENAI_API_KEY_FILE=old.key\nWEBCHAT_TITLES=off  # quiet\n"
    )
    file.chmod(0o644)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "")
        told = terminal.answer("Go on? [Y/n]: ", "")
        terminal.end()

    assert "Replaced: OPENAI_API_KEY, OPENAI_API_KEY_FILE." in told
    assert file.read_text() == (
        f"# mine\nPORT=0\n\nOPENAI_API_KEY={RIGHT}\nWEBCHAT_TITLES=off  # quiet\n"
        f"OPENAI_BASE_URL={provider.base_url}\nWEBCHAT_MODEL=model-a\n"
    )
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_link_that_leads_elsewhere_is_asked_about(tmp_path: Path, provider: ProviderServer) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("PORT=0\n")
    (tmp_path / ".env").symlink_to(elsewhere)

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "1")
        terminal.answer(f"leads to {elsewhere}. Write there? [y/N]: ", "")
        refused = elsewhere.read_text()
        terminal.answer(NUMBER, "1")
        terminal.answer("[y/N]: ", "y")
        terminal.end()

    assert refused == "PORT=0\n"
    assert (tmp_path / ".env").is_symlink()
    assert RIGHT in elsewhere.read_text() and elsewhere.stat().st_mode & 0o777 == 0o600


def test_a_link_in_a_circle_is_told_in_one_sentence(tmp_path: Path, provider: ProviderServer) -> None:
    (tmp_path / ".env").symlink_to(".env")

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "1")
        terminal.answer("Write there? [y/N]: ", "y")
        code = terminal.end()

    assert code == 2
    assert "cannot be read" in terminal.shown and "Traceback" not in terminal.shown


def test_a_git_work_tree_that_does_not_ignore_the_file_is_told(tmp_path: Path, provider: ProviderServer) -> None:
    os.system(f"git init -q '{tmp_path}'")

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "1")
        told = terminal.answer("all the same? [y/N]: ", "")
        again = terminal.wait_for("Where shall it be kept?")

    assert "git work tree that does not ignore it" in told
    assert again and not (tmp_path / ".env").exists()


def test_what_wins_over_the_file_is_told(tmp_path: Path, provider: ProviderServer) -> None:
    with Terminal(tmp_path, OPENAI_API_KEY="sk-of-the-environment") as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "1")
        terminal.answer(NUMBER, "")
        terminal.end()

    assert "Note: OPENAI_API_KEY is set in the environment too, which wins" in terminal.shown
    assert "sk-of-the-environment" not in terminal.shown


def test_what_a_provider_sends_cannot_steer_the_terminal(tmp_path: Path, provider: ProviderServer) -> None:
    provider.models = ["fine", "\x1b[2J-evil"]
    provider.judge = lambda asked: (400, {"error": {"message": "\x1b]0;title\x07 no"}}) if asked.body else None

    with Terminal(tmp_path) as terminal:
        begin(terminal, provider.base_url, RIGHT)
        terminal.answer(MODEL, "fine")
        terminal.wait_for("What now?")

    assert "\x1b" not in terminal.shown and "evil" not in terminal.shown
