"""How the model's process lives, dies and comes back: real processes, killed for real."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.localmodel.conftest import MODEL
from webchat.localmodel import LocalModel, LocalModelUnavailable
from webchat.localmodel.launch import Launch
from webchat.localmodel.running import restart_delay

WAIT_SECONDS = 10.0


def wait_until(is_true: Callable[[], bool], seconds: float = WAIT_SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_true()


def is_running(pid: int) -> bool:
    """A zombie does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def answers(base_url: str) -> bool:
    try:
        return requests.get(f"{base_url}/models", timeout=WAIT_SECONDS).ok
    except requests.ConnectionError:
        return False


def command_lines() -> Iterator[bytes]:
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):
            yield file.read_bytes()


@dataclass(frozen=True)
class Arbiter:
    """The program in arbiter.py, running."""

    process: subprocess.Popen[str]
    base_url: str
    model: int
    worker: int

    def end_worker(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("end\n")
        self.process.stdin.flush()


@pytest.fixture
def arbiter(local_model_file: Path) -> Iterator[Arbiter]:
    command = [sys.executable, "-m", "tests.localmodel.arbiter", str(local_model_file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        arbiter = Arbiter(process, **json.loads(process.stdout.readline()))
        yield arbiter
        process.kill()
    wait_until(lambda: not is_running(arbiter.worker))


def test_killed_model_comes_back_at_the_same_address(fresh_model: LocalModel) -> None:
    address, first = fresh_model.base_url, fresh_model.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)

    assert wait_until(lambda: fresh_model.pid not in {None, first} and fresh_model.is_ready())
    assert fresh_model.base_url == address
    assert answers(address)


def test_killed_model_is_not_ready_until_it_is_back(fresh_model: LocalModel) -> None:
    assert fresh_model.pid is not None

    os.kill(fresh_model.pid, signal.SIGKILL)

    assert wait_until(lambda: not fresh_model.is_ready())
    assert wait_until(fresh_model.is_ready)


def test_model_that_dies_again_and_again_is_started_ever_more_slowly() -> None:
    delays = [restart_delay(deaths) for deaths in range(1, 12)]

    assert delays == sorted(delays)
    assert delays[0] <= 0.5
    assert max(delays) == 30
    assert sum(delays[:8]) >= 60
    assert restart_delay(10_000) == 30


def test_closed_model_is_gone_and_its_port_is_free(local_model_file: Path) -> None:
    model = LocalModel.start(local_model_file)
    pid, port = model.pid, int(model.base_url.rpartition(":")[2].partition("/")[0])
    assert pid is not None

    model.close()
    model.close()

    assert not Path(f"/proc/{pid}").exists()
    assert not model.is_ready()
    socket.create_server(("127.0.0.1", port)).close()


def test_signals_to_the_whole_process_group_do_not_end_the_model(running_model: LocalModel) -> None:
    pid = running_model.pid
    assert pid is not None

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        os.kill(pid, number)

    assert not wait_until(lambda: not running_model.is_ready(), seconds=0.3)
    assert running_model.pid == pid


def test_model_ends_when_its_parent_is_killed_though_a_worker_lives_on(arbiter: Arbiter) -> None:
    assert answers(arbiter.base_url)

    arbiter.process.kill()

    assert wait_until(lambda: not is_running(arbiter.model))
    assert is_running(arbiter.worker)


def test_model_comes_back_when_the_parent_reaps_all_children(arbiter: Arbiter) -> None:
    os.kill(arbiter.model, signal.SIGKILL)

    assert wait_until(lambda: not answers(arbiter.base_url))
    assert wait_until(lambda: answers(arbiter.base_url))


def test_end_of_a_worker_leaves_the_model_alone(arbiter: Arbiter) -> None:
    arbiter.end_worker()

    assert wait_until(lambda: not is_running(arbiter.worker))
    assert not wait_until(lambda: not is_running(arbiter.model), seconds=0.7)
    assert answers(arbiter.base_url)


def test_stray_child_ends_when_its_input_closes(local_model_file: Path) -> None:
    command = [sys.executable, "-m", "webchat.localmodel", "--model", str(local_model_file)]

    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        port = int(process.stdout.readline())
        assert answers(f"http://127.0.0.1:{port}/v1")
        process.stdin.close()
        exit_code = process.wait(WAIT_SECONDS)

    assert exit_code == 0


def test_model_gets_no_secret(local_model_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("WEBCHAT_SECRET_KEY", "secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    environment = Launch(local_model_file, None).environment()
    model = LocalModel.start(local_model_file)
    real_environment = Path(f"/proc/{model.pid}/environ").read_bytes()
    model.close()

    assert b"secret" not in real_environment.lower()
    assert {line.partition(b"=")[0].decode() for line in real_environment.split(b"\0") if line} == set(environment)


def test_missing_library_names_what_to_install(local_model_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)

    with pytest.raises(LocalModelUnavailable, match=r"pip install 'webchat\[local\]', or set OPENAI_API_KEY"):
        LocalModel.start(local_model_file)


def test_file_that_is_no_model_is_refused_and_its_reason_logged(tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").write_bytes(MODEL)

    with pytest.raises(LocalModelUnavailable, match="does not start .its log is"):
        LocalModel.start(tmp_path / "tiny.gguf")

    assert "error" in (tmp_path / "log").read_text().lower()


def test_model_that_takes_too_long_is_refused_and_ended(local_model_file: Path, tmp_path: Path) -> None:
    model_file = tmp_path / "only-here.gguf"
    model_file.symlink_to(local_model_file)

    with pytest.raises(LocalModelUnavailable):
        LocalModel.start(model_file, ready_timeout=0.05)

    assert not any(str(model_file).encode() in line for line in command_lines())
