"""SIGHUP and Ctrl-C with running replies: nothing is lost. SIGTERM, which takes longer, is told in `stopping`."""

import os
import signal
import time

from tests.faults.site import Site
from tests.faults.viewer import Viewer, eventually
from tests.provider_server import ProviderServer

TEXT = " ".join(f"word{number}" for number in range(120))
LONG = " ".join(f"word{number}" for number in range(4000))


def test_interrupted_at_the_terminal_it_saves_running_replies_at_once(site: Site, provider: ProviderServer) -> None:
    provider.reply_with(LONG, words_per_second=40)
    tab = site.tab()
    reply_id = tab.ask("interrupt").reply_id
    with Viewer(tab, reply_id) as viewer:
        viewer.await_text("word20")
        began = time.monotonic()

        os.killpg(site.webchat.process.pid, signal.SIGINT)  # as a terminal does: to all of them
        site.webchat.process.wait(20)

        took = time.monotonic() - began
    stored = site.stored(reply_id)
    assert (stored.status, "word20" in stored.text) == ("interrupted", True)
    assert took < 8
    assert "Traceback" not in "".join(site.webchat.output)


def test_a_hangup_cuts_no_reply_and_ends_no_worker(site: Site, provider: ProviderServer) -> None:
    provider.reply_with(TEXT, words_per_second=30)
    before = site.pids
    tab = site.tab()
    running = tab.ask("reload").reply_id
    with Viewer(tab, running) as viewer:
        viewer.await_text("word9")

        site.signal(signal.SIGHUP)
        eventually(lambda: any("WEBCHAT_CONFIG" in line for line in site.webchat.output), seconds=20)
        other = site.tab()
        new = other.ask("after the reload").reply_id
        with Viewer(other, new) as second:
            second.await_text("word9")
            ends = [viewer.await_end()["status"], second.await_end()["status"]]

    assert ends == ["complete", "complete"]
    assert viewer.text.strip() == second.text.strip() == site.stored(running).text == TEXT
    assert site.times_asked("reload") == site.times_asked("after the reload") == 1
    assert site.pids == before
