"""`webchat assistants`, the real command."""

from pathlib import Path

import pytest

from tests.running import run_to_end

PROVIDER = """
[[providers]]
slug = "here"
base_url = "http://127.0.0.1:9/v1"
[[providers.models]]
id = "small"
[[providers.models]]
id = "large"
"""
ASSISTANTS = """
[[assistants]]
slug = "tutor"
name = "Study partner"
model = "here/large"
[[assistants]]
slug = "help-desk"
name = "Help desk"
"""


def listed(folder: Path, text: str) -> tuple[int, str]:
    """The exit code and the words of the command with this file."""
    file = folder / "webchat.toml"
    file.write_text(text)
    return run_to_end(folder, "assistants", WEBCHAT_CONFIG=str(file))


def test_each_assistant_is_listed_with_its_name_model_and_address(tmp_path: Path) -> None:
    code, output = listed(tmp_path, 'default_assistant = "help-desk"' + PROVIDER + ASSISTANTS)

    lines = [line.split("  ") for line in output.splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert code == 0
    assert cells == [
        ["slug", "name", "model", "address"],
        ["tutor", "Study partner", "here/large", "/a/tutor"],
        ["help-desk", "Help desk", "here/small (default)", "/a/help-desk and /"],
        ["2 assistants are right."],
    ]


WRONG = [
    ('slug = "tutor"', 'slug = "Tutor"', 11, 'the slug "Tutor" is not allowed'),
    ('slug = "help-desk"', 'slug = "tutor"', 15, 'there are two assistants of the slug "tutor"'),
    ('model = "here/large"', 'model = "here/larg"', 13, 'Did you mean "here/large"?'),
    ('model = "here/large"', 'accent = "blue"', 13, '"blue" is no colour'),
    ('model = "here/large"', 'accent = "#ffff00"', 13, "in the light theme, and needs 4.5:1"),
    ('model = "here/large"', 'disclaimr = "No."', 13, 'Did you mean "disclaimer"?'),
    ('name = "Help desk"', "temperature = 0.2", 14, 'this assistant has no "name"'),
]


@pytest.mark.parametrize(("right", "wrong", "line", "words"), WRONG, ids=[each[1] for each in WRONG])
def test_a_wrong_file_is_one_sentence_with_file_and_line_and_exit_code_2(
    tmp_path: Path, right: str, wrong: str, line: int, words: str
) -> None:
    code, output = listed(tmp_path, PROVIDER + ASSISTANTS.replace(right, wrong))

    assert code == 2
    assert output.startswith(f"webchat: {tmp_path / 'webchat.toml'}, line {line}: ")
    assert words in output
    assert len(output.strip().splitlines()) == 1


def test_without_a_file_the_plain_assistant_is_listed(tmp_path: Path) -> None:
    code, output = run_to_end(tmp_path, "assistants", OPENAI_BASE_URL="http://127.0.0.1:9/v1", WEBCHAT_MODEL="m")

    assert code == 0
    assert "/a/default and /" in output
    assert output.endswith("1 assistant is right.\n")
