"""A `.env` file that is changed: what is read from it, what stays, and what happens when it cannot be written."""

import io
import os
from pathlib import Path

import pytest
from dotenv.parser import parse_stream
from hypothesis import given, settings
from hypothesis import strategies as st

from webchat import config
from webchat.errors import ConfigurationError
from webchat.setup import env_file

KEYS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=60)
NAMES = st.text(min_size=1, max_size=40).filter(lambda name: name.isprintable() and name == name.strip())
LINES = st.sampled_from(
    [
        "\n",
        "\r\n",
        "# a comment\n",
        "PORT=0\n",
        "export HOST='::1' # here\n",
        'A="two\nlines"\n',
        "  B = c\r\n",
        "# end",
    ]
)


def read(text: str) -> dict[str | None, str | None]:
    return {line.key: line.value for line in parse_stream(io.StringIO(text, newline=""))}


@settings(max_examples=200, deadline=None)
@given(key=KEYS, model=NAMES)
def test_exactly_what_was_written_is_read(key: str, model: str) -> None:
    text = env_file.changed("", {"OPENAI_API_KEY": key, "WEBCHAT_MODEL": model})

    assert read(text) == {"OPENAI_API_KEY": key, "WEBCHAT_MODEL": model}


@pytest.mark.parametrize("key", ["it's", "a\\'b", "back\\", "#hash", '"quoted"', "$HOME", "${X}", "a=b", "`x`", "\\n"])
def test_signs_that_mean_something_in_such_files_are_read_as_themselves(tmp_path: Path, key: str) -> None:
    env_file.write(tmp_path / ".env", env_file.changed("", {"OPENAI_API_KEY": key}))

    assert config.load({}, folder=tmp_path).api_key == key


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=6), st.lists(LINES, max_size=6))
def test_all_other_lines_stay_as_they_are(before: list[str], after: list[str]) -> None:
    above, below = "".join(before), "".join(after)
    above += "" if above.endswith("\n") else "\n"

    text = env_file.changed(f"{above}WEBCHAT_MODEL=old\n{below}", {"WEBCHAT_MODEL": "new"})

    newline = "\r\n" if "\r\n" in above + below else "\n"
    assert text.replace(f"WEBCHAT_MODEL=new{newline}", "WEBCHAT_MODEL=old\n") == f"{above}WEBCHAT_MODEL=old\n{below}"


def test_a_line_that_must_not_be_there_goes_and_its_surroundings_stay() -> None:
    text = env_file.changed("# keys\n\nOPENAI_API_KEY=old\n# end\n", {"OPENAI_API_KEY": None})

    assert text == "# keys\n\n# end\n"


def test_a_variable_that_was_set_twice_is_set_once() -> None:
    text = env_file.changed("A=1\nX=2\nA=3\n", {"A": "new"})

    assert text == "A=new\nX=2\n"


def test_an_export_and_the_last_line_without_an_end_are_kept() -> None:
    text = env_file.changed("export A=1\nX=2", {"A": "new", "B": "more"})

    assert text == "export A=new\nX=2\nB=more\n"


def test_a_line_that_is_none_is_told_and_nothing_is_made_of_it() -> None:
    with pytest.raises(ConfigurationError, match="line 2"):
        env_file.changed("A=1\n'B\n", {"A": "new"})


def test_a_file_is_replaced_whole_with_mode_600_and_leaves_no_draft(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("old")
    file.chmod(0o666)
    before = file.stat().st_ino

    env_file.write(file, "new")

    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new", 0o600)
    assert file.stat().st_ino != before
    assert os.listdir(tmp_path) == [".env"]


def test_where_it_cannot_be_written_nothing_changes_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    (tmp_path / ".env" / "inside").touch()

    with pytest.raises(ConfigurationError, match="cannot be written"):
        env_file.write(tmp_path / ".env", "OPENAI_API_KEY=secret")

    assert os.listdir(tmp_path) == [".env"]


def test_a_pipe_in_the_place_of_the_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".env")

    with pytest.raises(ConfigurationError, match="cannot be read"):
        env_file.text_of(tmp_path / ".env")
