"""`webchat setup` without a terminal: the key comes by standard input, or it says how to do it by hand."""

import subprocess
import sys
from pathlib import Path

from tests.provider_server import ProviderServer
from tests.running import RunningWebchat
from webchat import config

RIGHT, WRONG = "sk-right-0123456789", "sk-wrong-9876543210"


def set_up(folder: Path, *arguments: str, standard_input: str = "") -> tuple[int, str]:
    """Run the command without a terminal; its exit code and all that it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "webchat", "setup", *arguments],
        cwd=folder,
        env=RunningWebchat(folder).environment,
        input=standard_input,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def test_without_a_terminal_one_sentence_says_how_to_do_it_by_hand(tmp_path: Path) -> None:
    code, output = set_up(tmp_path)

    assert code == 2
    assert "needs a terminal" in output and "chmod 600 .env" in output and "--key-stdin" in output
    assert list(tmp_path.iterdir()) == []


def test_a_script_gives_the_key_by_standard_input(tmp_path: Path, provider: ProviderServer) -> None:
    provider.require_key(RIGHT)

    code, output = set_up(
        tmp_path, "--key-stdin", "--base-url", provider.base_url, "--model", "m", standard_input=RIGHT + "\n"
    )

    written = config.load({}, folder=tmp_path)
    assert (code, written.api_key, written.base_url, written.model) == (0, RIGHT, provider.base_url, "m")
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert RIGHT not in output


def test_the_only_model_there_is_need_not_be_named(tmp_path: Path, provider: ProviderServer) -> None:
    set_up(tmp_path, "--key-stdin", "--base-url", provider.base_url, standard_input=RIGHT)

    assert config.load({}, folder=tmp_path).model == "model-a"


def test_of_several_models_one_must_be_named(tmp_path: Path, provider: ProviderServer) -> None:
    provider.models = ["small", "large"]

    code, output = set_up(tmp_path, "--key-stdin", "--base-url", provider.base_url, standard_input=RIGHT)

    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "--model is missing" in output


def test_a_wrong_key_is_told_and_nothing_is_written(tmp_path: Path, provider: ProviderServer) -> None:
    provider.require_key(RIGHT)

    code, output = set_up(
        tmp_path, "--key-stdin", "--base-url", provider.base_url, "--model", "m", standard_input=WRONG
    )

    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "does not accept this key" in output and "Nothing was written." in output
    assert WRONG not in output


def test_it_is_written_untried_where_that_is_wanted(tmp_path: Path, provider: ProviderServer) -> None:
    arguments = ["--key-stdin", "--base-url", provider.base_url, "--model", "m", "--untried", "--in-data-dir"]

    code, _ = set_up(tmp_path, *arguments, standard_input=RIGHT)

    assert (code, provider.requests) == (0, [])
    assert RIGHT in (tmp_path / "data" / ".env").read_text()
    assert not (tmp_path / ".env").exists()


def test_what_is_no_key_is_not_repeated(tmp_path: Path) -> None:
    for given in ("", "two secret-words", "secret-wörds"):
        code, output = set_up(tmp_path, "--key-stdin", "--model", "m", standard_input=given)

        assert (code, list(tmp_path.iterdir())) == (2, [])
        assert "Standard input holds no key" in output and "words" not in output


def test_a_key_that_the_model_repeats_is_not_printed(tmp_path: Path, provider: ProviderServer) -> None:
    provider.reply_with(f"{RIGHT[:12]} {RIGHT}")

    code, output = set_up(
        tmp_path, "--key-stdin", "--base-url", provider.base_url, "--model", "m", standard_input=RIGHT
    )

    assert code == 0 and "answered" in output
    assert not any(RIGHT[begin : begin + 8] in output for begin in range(len(RIGHT) - 7))


def test_a_model_name_with_a_line_end_is_not_written(tmp_path: Path, provider: ProviderServer) -> None:
    asked = ("--base-url", provider.base_url, "--model", "m\nOPENAI_API_KEY=other")

    code, output = set_up(tmp_path, "--key-stdin", *asked, standard_input=RIGHT)

    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "--model is not allowed" in output and "other" not in output


def test_a_link_is_not_followed_without_asking(tmp_path: Path, provider: ProviderServer) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("PORT=0\n")
    (tmp_path / ".env").symlink_to(elsewhere)

    code, output = set_up(
        tmp_path, "--key-stdin", "--base-url", provider.base_url, "--model", "m", standard_input=RIGHT
    )

    assert code == 2 and "leads elsewhere" in output
    assert elsewhere.read_text() == "PORT=0\n"


def test_a_key_is_no_argument(tmp_path: Path) -> None:
    code, output = set_up(tmp_path, "--key", RIGHT)

    assert code == 2 and "No such option" in output
    assert RIGHT not in output
