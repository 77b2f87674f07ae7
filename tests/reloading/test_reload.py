"""SIGHUP to the real command: what the file says then is offered as a whole by all workers, or not at all."""

import os
import signal
import threading
from pathlib import Path

from tests.faults.tab import Tab
from tests.faults.viewer import Viewer, eventually
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from tests.reloading.conftest import Offering
from tests.running import RunningWebchat


def test_what_the_file_says_by_then_is_offered_by_all_workers(offering: Offering) -> None:
    before = offering.site.pids
    offering.offer("Second")
    untold = offering.names()

    offering.reload()

    offering.await_name("Second")
    offering.await_said("The configuration was read again; providers: 1, assistants: 1.")
    offering.await_said(f"no effect: {offering.file} says what is offered.")
    assert set(untold) == {"First"}
    assert offering.site.pids == before


def test_a_wrong_file_changes_nothing_and_is_told_in_one_sentence(offering: Offering) -> None:
    offering.offer("Second")
    with offering.file.open("a") as file:
        file.write('greting = "Hi"\n')

    offering.reload()

    offering.await_said(f"all goes on as before: {offering.file}, line 11: an assistant has no")
    assert set(offering.names()) == {"First"}
    assert not any("Traceback" in line for line in offering.site.webchat.output)


def test_a_file_that_is_gone_changes_nothing(offering: Offering) -> None:
    offering.file.unlink()

    offering.reload()

    offering.await_said("all goes on as before: WEBCHAT_CONFIG")
    assert set(offering.names()) == {"First"}


def test_an_address_that_nobody_can_call_and_a_key_that_never_comes_change_nothing(
    offering: Offering, tmp_path: Path
) -> None:
    before = offering.site.pids
    offering.offer("Second")
    offering.file.write_text(offering.file.read_text().replace(offering.site.provider.base_url, "http://127.0.0.1:0"))
    offering.reload()
    offering.await_said('line 3: the address "http://127.0.0.1:0" is not allowed')
    os.mkfifo(tmp_path / "key")
    offering.offer("Second", key_file=tmp_path / "key")

    offering.reload()

    offering.await_said("cannot be read (not a regular file)")
    assert (set(offering.names()), offering.site.pids) == ({"First"}, before)


def test_the_built_in_model_is_not_begun_by_a_reload(offering: Offering) -> None:
    offering.file.write_text('[[providers]]\nslug = "here"\nbuilt_in = true\n')

    offering.reload()

    offering.await_said("all goes on as before: the built-in model does not run yet")
    assert set(offering.names()) == {"First"}


def test_a_worker_that_is_started_later_offers_what_was_accepted_and_not_what_the_file_says_by_then(
    offering: Offering,
) -> None:
    offering.offer("Second")
    offering.reload()
    offering.await_name("Second")
    offering.offer("Third")
    before = offering.site.pids

    for pid in before:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not set(before) & set(offering.site.worker_pids()), seconds=20)

    assert set(offering.names()) == {"Second"}


def test_a_reply_that_is_being_written_and_its_viewer_go_on(offering: Offering) -> None:
    go_on = threading.Event()
    offering.site.provider.answer_raw([token("Half"), wait_for(go_on), token(" and half"), finish(), DONE])
    tab = offering.site.tab()
    sent = tab.ask("Go on")

    with Viewer(tab, sent.reply_id) as viewer:
        viewer.await_text("Half")
        offering.offer("Second", model="other")
        offering.reload()
        offering.await_name("Second")
        go_on.set()
        viewer.await_end()

    assert viewer.statuses == [200]
    assert offering.site.await_end(sent.reply_id).text == "Half and half"
    assert tab.open(f"/conversations/{sent.conversation_id}").status == 200


def test_what_is_sent_afterwards_goes_where_the_new_file_says(offering: Offering, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text("sk-second")
    tab = offering.site.tab()
    before = tab.ask("Before")
    offering.site.await_end(before.reply_id)
    offering.offer("Second", model="other", key_file=key_file)

    offering.reload()
    offering.await_name("Second")
    after = tab.ask("After", conversation_id=before.conversation_id)
    offering.site.await_end(after.reply_id)

    asked = [request for request in offering.site.provider.requests if request.json][-2:]
    assert [request.json["model"] for request in asked] == ["m", "other"]
    assert [request.headers.get("authorization") for request in asked] == [None, "Bearer sk-second"]


def test_a_key_file_is_read_again_where_nothing_else_has_changed(offering: Offering, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text("sk-first")
    offering.offer("Second", key_file=key_file)
    offering.reload()
    offering.await_name("Second")
    key_file.write_text("sk-second")

    offering.reload()
    tab = offering.site.tab()
    keys: list[str | None] = []

    def is_changed() -> bool:
        keys.append(_key_of(offering, tab))
        return keys[-1] != "Bearer sk-first"

    eventually(is_changed, seconds=10)
    assert set(keys) <= {"Bearer sk-first", "Bearer sk-second"} and keys[-1] == "Bearer sk-second"


def _key_of(offering: Offering, tab: Tab) -> str | None:
    """The key that a question of this tab is asked with."""
    offering.site.await_end(tab.ask("Whose key?").reply_id)
    return offering.site.provider.requests[-1].headers.get("authorization")


def test_a_signal_to_the_whole_group_reloads_too_and_ends_nobody(offering: Offering) -> None:
    before = offering.site.pids
    offering.offer("Second")

    os.killpg(offering.site.webchat.process.pid, signal.SIGHUP)

    offering.await_name("Second")
    assert offering.site.pids == before


def test_without_a_file_there_is_nothing_to_read_again(tmp_path: Path, provider: ProviderServer) -> None:
    with RunningWebchat(tmp_path, OPENAI_BASE_URL=provider.base_url, WEBCHAT_MODEL="m") as webchat:
        webchat.process.send_signal(signal.SIGHUP)

        eventually(lambda: any("there is no WEBCHAT_CONFIG" in line for line in webchat.output), seconds=10)
        assert webchat.process.poll() is None
