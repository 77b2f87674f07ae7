"""Whether what lies in the data directory is whole."""

import subprocess
from pathlib import Path

import pytest

from tests.localmodel.conftest import MODEL
from webchat.localmodel import installed, verify
from webchat.localmodel.release import Release


def test_whole_model_is_installed(model_in_place: Path, tmp_path: Path, release: Release) -> None:
    assert installed(tmp_path, release) == model_in_place
    assert verify(tmp_path, release)


def test_mark_is_understood_by_sha256sum(model_in_place: Path) -> None:
    check = subprocess.run(["sha256sum", "--check", "tiny.gguf.sha256"], cwd=model_in_place.parent, capture_output=True)

    assert check.returncode == 0


@pytest.mark.parametrize("damage", ["no mark", "foreign mark", "binary mark", "truncated", "absent"])
def test_damaged_model_is_not_installed(model_in_place: Path, tmp_path: Path, release: Release, damage: str) -> None:
    mark = model_in_place.with_name("tiny.gguf.sha256")

    match damage:
        case "no mark":
            mark.unlink()
        case "foreign mark":
            mark.write_text("0" * 64 + "  tiny.gguf\n")
        case "binary mark":
            mark.write_bytes(b"\xff\xfe")
        case "truncated":
            model_in_place.write_bytes(MODEL[:-1])
        case "absent":
            model_in_place.unlink()

    assert installed(tmp_path, release) is None


def test_changed_model_is_found_by_verify_only(model_in_place: Path, tmp_path: Path, release: Release) -> None:
    model_in_place.write_bytes(MODEL[::-1])

    assert installed(tmp_path, release) == model_in_place
    assert not verify(tmp_path, release)
    assert installed(tmp_path, release) is None
