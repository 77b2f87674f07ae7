"""The provider is gone in the middle: what has arrived is kept, the reason is told, and Retry works."""

from contextlib import ExitStack

from tests.faults.site import Site
from tests.faults.tab import Tab
from tests.faults.viewer import Viewer
from tests.provider_server import Part, ProviderServer, cut, event, pause, reset, token

SILENCE = 60.0
WRONG = event({"error": {"message": "The engine stopped.", "type": "server_error", "code": None}})
FAULTS: dict[str, tuple[Part, str]] = {
    "silent": (pause(SILENCE), "too_slow"),
    "closed": (cut(), "broken_answer"),
    "reset": (reset(), "broken_answer"),
    "wrong": (WRONG, "provider_down"),
}


def test_partial_text_is_kept_with_the_reason_and_retry_works(
    site: Site, provider: ProviderServer, stack: ExitStack
) -> None:
    tabs: dict[str, tuple[Tab, Viewer]] = {}
    for name, (fault, _) in FAULTS.items():
        provider.answer_raw([token("Half of a"), token(" reply"), fault], times=1)
        tab = site.tab()
        sent = tab.ask(name)
        tabs[name] = tab, stack.enter_context(Viewer(tab, sent.reply_id))
        tabs[name][1].await_text("Half of a reply")
    ends = {name: viewer.await_end(seconds=10) for name, (_, viewer) in tabs.items()}

    assert {name: end["status"] for name, end in ends.items()} == dict.fromkeys(FAULTS, "failed")
    assert {name: end["error"] for name, end in ends.items()} == {name: error for name, (_, error) in FAULTS.items()}
    provider.reply_with("Now whole")
    for name, (tab, viewer) in tabs.items():
        assert viewer.text.strip() == site.stored(viewer.reply_id).text == "Half of a reply", name
        again = tab.press("retry", viewer.reply_id).reply_id
        with Viewer(tab, again) as second:
            assert second.await_end()["status"] == "complete"
        assert second.text.strip() == "Now whole"
        assert site.times_asked(name) == 2
