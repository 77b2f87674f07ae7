"""Starting and stopping the real command."""

import json
import os
import re
import signal
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from tests.running import RunningWebchat, run_to_end

SENTENCES = [
    ({"PORT": "eighty"}, "PORT 'eighty' is not allowed"),
    ({"HOST": "no such host"}, "HOST 'no such host' is not allowed"),
    ({"OPENAI_BASE_URL": "localhost"}, "OPENAI_BASE_URL 'localhost' is not allowed"),
    ({"WEBCHAT_WORKERS": "2"}, "WEBCHAT_WORKERS '2' is not allowed alone"),
]


@pytest.fixture(scope="module")
def shared_provider() -> Iterator[ProviderServer]:
    with ProviderServer() as server:
        yield server


@pytest.fixture(scope="module")
def shared_webchat(
    tmp_path_factory: pytest.TempPathFactory, shared_provider: ProviderServer
) -> Iterator[RunningWebchat]:
    """One for all tests here that leave it as it was."""
    environment = {"OPENAI_BASE_URL": shared_provider.base_url, "WEBCHAT_MODEL": "m", "WEBCHAT_RATE_LIMIT": "off"}
    with RunningWebchat(tmp_path_factory.mktemp("shared"), **environment) as webchat:
        yield webchat


@pytest.mark.parametrize(("environment", "sentence"), SENTENCES)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    code, output = run_to_end(tmp_path, "run", **environment)

    assert code == 2
    assert sentence in output
    assert len(output.strip().splitlines()) == 1


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        code, output = run_to_end(
            tmp_path, "run", PORT=port, OPENAI_BASE_URL="http://127.0.0.1:9/v1", WEBCHAT_MODEL="m"
        )

    assert code == 2
    assert f"PORT '{port}' cannot be used" in output
    assert len(output.strip().splitlines()) == 1


def test_a_data_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    code, output = run_to_end(tmp_path, "run", WEBCHAT_DATA_DIR=str(tmp_path / "file" / "data"))

    assert code == 2
    assert "WEBCHAT_DATA_DIR" in output and "cannot be used" in output


def test_a_database_that_is_none_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "webchat.sqlite3").write_bytes(b"this is not a database" * 100)

    code, output = run_to_end(tmp_path, "run", OPENAI_BASE_URL="http://127.0.0.1:9/v1", WEBCHAT_MODEL="m")

    assert code == 2
    assert "Traceback" not in output
    assert len([line for line in output.splitlines() if line.startswith("webchat: ")]) == 1


def test_it_serves_answers_and_stops_within_moments(tmp_path: Path, provider: ProviderServer) -> None:
    webchat = RunningWebchat(tmp_path, OPENAI_BASE_URL=provider.base_url, WEBCHAT_MODEL="m")
    webchat.start()
    browser = requests.Session()

    page = browser.get(webchat.url, timeout=5)
    ready = browser.get(f"{webchat.url}/readyz", timeout=5)
    began = time.monotonic()
    code = webchat.stop(signal.SIGTERM)

    assert (page.status_code, ready.status_code, code) == (200, 200, 0)
    assert time.monotonic() - began < 5


def test_a_huge_upload_that_nobody_wants_ends_its_connection_and_disturbs_nobody(
    shared_webchat: RunningWebchat,
) -> None:
    sent = 0
    host, port = shared_webchat.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as upload:
        upload.sendall(b"POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
        with pytest.raises(OSError):
            while sent < 200_000_000:
                sent += upload.send(b"x" * 65_536)
    alive = requests.get(f"{shared_webchat.url}/healthz", timeout=5)

    assert sent < 100_000_000
    assert alive.status_code == 200


def test_a_page_that_takes_long_to_format_stops_nobody_else(
    shared_webchat: RunningWebchat, shared_provider: ProviderServer
) -> None:
    shared_provider.reply_with("1. a\n2) b\n- c\n+ d\n* e\n" * 3_000)
    browser = requests.Session()
    waits = []
    form = {"message": "lists", "submission_id": uuid.uuid4().hex}
    headers = {"Origin": shared_webchat.url, "HX-Request": "true"}
    sent = browser.post(f"{shared_webchat.url}/messages", data=form, headers=headers, timeout=30)
    path, reply_id = sent.headers["HX-Push-Url"], re.findall('id="message-([^"]+)"', sent.text)[-1]
    while browser.get(f"{shared_webchat.url}/replies/{reply_id}/source", timeout=60).text.count("e\n") < 3_000:
        threading.Event().wait(0.05)
    view = threading.Thread(target=browser.get, args=(shared_webchat.url + path,), kwargs={"timeout": 60})
    began = time.monotonic()
    view.start()
    while view.is_alive():
        asked = time.monotonic()
        requests.get(f"{shared_webchat.url}/healthz", timeout=60)
        waits.append(time.monotonic() - asked)
    took = time.monotonic() - began

    assert took > 2 * max(waits)
    assert len(waits) > 10


def test_with_streaming_off_the_cookie_arrives_before_the_finished_reply(
    tmp_path: Path, provider: ProviderServer
) -> None:
    go_on = threading.Event()
    provider.answer_raw([wait_for(go_on), token("Done."), finish(), DONE])
    environment = {"OPENAI_BASE_URL": provider.base_url, "WEBCHAT_MODEL": "m", "WEBCHAT_STREAMING": "off"}
    with RunningWebchat(tmp_path, **environment) as webchat:
        form = {"message": "Hi", "submission_id": uuid.uuid4().hex}
        headers = {"Origin": webchat.url, "HX-Request": "true"}

        answer = requests.post(f"{webchat.url}/messages", data=form, headers=headers, timeout=10, stream=True)

        assert not go_on.is_set() and "webchat" in answer.cookies
        go_on.set()
        assert "Done." in answer.text


def test_ready_tells_when_the_model_is_away(tmp_path: Path) -> None:
    with RunningWebchat(tmp_path, OPENAI_BASE_URL="http://127.0.0.1:9/v1", WEBCHAT_MODEL="m") as webchat:
        ready = requests.get(f"{webchat.url}/readyz", timeout=20)
        alive = requests.get(f"{webchat.url}/healthz", timeout=5)

    assert (ready.status_code, ready.text) == (503, "not ready: model\n")
    assert (alive.status_code, alive.text) == (200, "ok\n")


def test_the_only_model_that_the_provider_lists_is_taken(tmp_path: Path, provider: ProviderServer) -> None:
    provider.models = ["the-only-one"]

    with RunningWebchat(tmp_path, OPENAI_BASE_URL=provider.base_url) as webchat:
        page = requests.get(webchat.url, timeout=5).text

    assert "the-only-one" in page


def test_what_has_no_effect_is_told_at_the_start(tmp_path: Path, provider: ProviderServer) -> None:
    environment = {"OPENAI_BASE_URL": provider.base_url, "WEBCHAT_MODEL": "m", "WEBCHAT_MODLE": "slip"}

    with RunningWebchat(tmp_path, **environment) as webchat:
        pass

    assert any("WEBCHAT_MODLE is no setting" in line for line in webchat.output)


def test_several_models_stop_the_start_and_are_listed(tmp_path: Path, provider: ProviderServer) -> None:
    provider.models = ["small", "large"]

    code, output = run_to_end(tmp_path, "run", OPENAI_BASE_URL=provider.base_url)

    assert code == 2
    assert "WEBCHAT_MODEL is not set" in output and "small, large" in output


def test_another_host_name_is_not_answered(shared_webchat: RunningWebchat) -> None:
    rebound = requests.get(shared_webchat.url, headers={"Host": "evil.example"}, timeout=5)

    assert rebound.status_code == 400


def test_log_lines_have_an_id_and_no_message_text(tmp_path: Path, provider: ProviderServer) -> None:
    with RunningWebchat(tmp_path, OPENAI_BASE_URL=provider.base_url, WEBCHAT_MODEL="m") as webchat:
        form = {"message": "my-secret-words", "submission_id": "0123456789abcdef"}
        sent = requests.post(f"{webchat.url}/messages", data=form, headers={"Origin": webchat.url}, timeout=30)

    output = "".join(webchat.output)
    assert sent.status_code == 200
    assert sent.history[0].headers["X-Request-ID"] in output
    assert "my-secret-words" not in output


def test_logs_can_be_json(tmp_path: Path, provider: ProviderServer) -> None:
    environment = {"OPENAI_BASE_URL": provider.base_url, "WEBCHAT_MODEL": "m", "WEBCHAT_LOG_FORMAT": "json"}
    with RunningWebchat(tmp_path, **environment) as webchat:
        answer = requests.get(f"{webchat.url}/nowhere?secret=words", timeout=5)

    entries = [json.loads(line) for line in webchat.output if line.startswith("{")]
    entry = next(entry for entry in entries if entry["logger"] == "webchat.request")
    assert (entry["path"], entry["status"], entry["method"]) == ("/nowhere", 404, "GET")
    assert entry["request_id"] == answer.headers["X-Request-ID"]
    assert "secret" not in "".join(webchat.output)


def test_it_goes_on_after_a_hangup(shared_webchat: RunningWebchat) -> None:
    shared_webchat.process.send_signal(signal.SIGHUP)

    statuses = [requests.get(shared_webchat.url, timeout=10).status_code for _ in range(20)]

    assert statuses == [200] * 20


def test_a_backup_is_made_and_put_back_while_the_server_runs(tmp_path: Path, provider: ProviderServer) -> None:
    def send(text: str) -> str:
        form = {"message": text, "submission_id": uuid.uuid4().hex}
        headers = {"Origin": webchat.url, "HX-Request": "true", "Prefer": "wait"}
        return browser.post(f"{webchat.url}/messages", data=form, headers=headers, timeout=30).headers["HX-Push-Url"]

    def statuses() -> list[int]:
        return [browser.get(webchat.url + path, timeout=5).status_code for path in (kept, lost)]

    browser = requests.Session()
    with RunningWebchat(tmp_path, OPENAI_BASE_URL=provider.base_url, WEBCHAT_MODEL="m") as webchat:
        kept = send("before the backup")
        backed_up = run_to_end(tmp_path, "db", "backup", "copy.db")
        lost = send("after the backup")
        before = statuses()
        restored = run_to_end(tmp_path, "db", "restore", "copy.db")
        after = statuses()
        again = run_to_end(tmp_path, "db", "backup", "copy.db")

    assert (backed_up[0], restored[0], before, after) == (0, 0, [200, 200], [200, 404])
    assert list((tmp_path / "data").glob("*before-restore*"))
    assert again[0] == 2 and "exists already" in again[1]


def test_check_says_that_all_is_right(tmp_path: Path, provider: ProviderServer) -> None:
    provider.reply_with("Hello.")

    code, output = run_to_end(tmp_path, "check", OPENAI_BASE_URL=provider.base_url, WEBCHAT_MODEL="m")

    assert code == 0
    assert output.count("right:") == 3 and "'Hello.'" in output


def test_check_says_what_is_wrong_and_what_to_do(tmp_path: Path, provider: ProviderServer) -> None:
    provider.require_key("sk-right")

    code, output = run_to_end(
        tmp_path, "check", OPENAI_BASE_URL=provider.base_url, OPENAI_API_KEY="sk-wrong-0123456789", WEBCHAT_MODEL="m"
    )

    assert code == 1
    assert "model       wrong" in output and "OPENAI_API_KEY" in output
    assert "sk-wrong-0123456789" not in output


def test_the_data_directory_is_for_its_owner_only(shared_webchat: RunningWebchat) -> None:
    data = shared_webchat.folder / "data"

    assert data.stat().st_mode & 0o077 == 0
    assert (data / "secret-key").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in data.glob("webchat.sqlite3*"))
    assert os.listdir(data)
