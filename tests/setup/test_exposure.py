"""Whether a key would get into git with the next commit."""

import subprocess
from pathlib import Path

import pytest

from webchat.setup.exposure import is_exposed


@pytest.fixture
def work_tree(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, timeout=30)
    return tmp_path


def test_a_folder_without_git_is_safe(tmp_path: Path) -> None:
    assert not is_exposed(tmp_path / ".env")


def test_a_work_tree_that_does_not_ignore_the_file_is_not(work_tree: Path) -> None:
    inside = work_tree / "inside"
    inside.mkdir()

    assert is_exposed(work_tree / ".env")
    assert is_exposed(inside / ".env")


def test_a_work_tree_that_ignores_it_is_safe(work_tree: Path) -> None:
    (work_tree / ".gitignore").write_text(".env\n")

    assert not is_exposed(work_tree / ".env")


def test_a_file_that_git_has_already_is_exposed_though_it_is_ignored(work_tree: Path) -> None:
    (work_tree / ".env").touch()
    subprocess.run(["git", "-C", str(work_tree), "add", ".env"], check=True, timeout=30)
    (work_tree / ".gitignore").write_text(".env\n")

    assert is_exposed(work_tree / ".env")


def test_without_the_command_git_a_work_tree_counts_as_exposed(
    work_tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work_tree / ".gitignore").write_text(".env\n")
    monkeypatch.setenv("PATH", str(work_tree))

    assert is_exposed(work_tree / ".env")
