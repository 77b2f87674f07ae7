"""Where `webchat setup` writes: into the file that is there, through a link, or into the data directory."""

import os
from pathlib import Path

from tests.provider_server import ProviderServer
from tests.setup.answering import MODEL, NUMBER, RIGHT, begin
from tests.setup.terminal import Terminal
from webchat import config


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
        again = terminal.wait_for("Where shall these settings be kept?")

    assert "git work tree that does not ignore it" in told
    assert again and not (tmp_path / ".env").exists()
