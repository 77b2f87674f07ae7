"""Reload, second tab, lost connection, another worker: one reply, asked for once, the same text everywhere."""

import threading
from contextlib import ExitStack

import pytest

from tests.faults.site import Site
from tests.faults.viewer import Viewer, viewer_of_page
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for

TEXT = " ".join(f"word{number}" for number in range(120))
FORMATTED = """# Title

Some **bold *and* text** and `code`, and

> a quotation

```python
print(1)
```

- one
- two

| a | b |
|---|---|
| 1 | 2 |
"""


def shows_each_piece_once(viewer: Viewer) -> bool:
    """Whether the text only ever grew, up to the whole."""
    grew = all(after.startswith(before.strip()) for before, after in zip(viewer.texts, viewer.texts[1:], strict=False))
    return grew and viewer.text.strip() == TEXT


def test_every_tab_shows_the_same_text_whatever_happens_to_it(site: Site, provider: ProviderServer) -> None:
    provider.reply_with(TEXT, words_per_second=40)
    first = site.tab()
    sent = first.ask("resume")
    with Viewer(first, sent.reply_id) as watching, Viewer(site.tab(first.cookies), sent.reply_id) as second:
        watching.await_text("word20")
        second.cut()
        watching.cut()
        page = first.open(sent.headers["HX-Push-Url"])
        with viewer_of_page(first, page) as reloaded:
            ends = [viewer.await_end() for viewer in (watching, second, reloaded)]

    assert site.times_asked("resume") == 1
    assert [end["status"] for end in ends] == ["complete"] * 3
    assert "word9" in reloaded.texts[0]  # of what was shown; another worker may be some words behind
    assert "w" not in reloaded.names
    assert all(map(shows_each_piece_once, (watching, second, reloaded)))
    assert len(watching.statuses) == len(second.statuses) == 2


def test_every_worker_shows_it_and_a_tab_may_change_from_one_to_another(site: Site, provider: ProviderServer) -> None:
    provider.reply_with(TEXT, words_per_second=40)
    tab = site.tab()
    sent = tab.ask("change")
    viewers = [Viewer(site.tab_at(pid, tab.cookies), sent.reply_id) for pid in site.pids]
    others = [site.tab_at(pid, tab.cookies) for pid in site.pids[1:] + site.pids[:1]]
    with ExitStack() as stack:
        for viewer in viewers:
            stack.enter_context(viewer).await_text("word20")
        for viewer, other in zip(viewers, others, strict=True):
            viewer.tab = other
            viewer.cut()
        for viewer in viewers:
            viewer.await_end()

    assert site.times_asked("change") == 1
    assert [len(viewer.statuses) for viewer in viewers] == [2] * len(viewers)
    assert all(map(shows_each_piece_once, viewers))


def test_formatted_reply_looks_the_same_while_it_comes_and_later(site: Site, provider: ProviderServer) -> None:
    provider.reply_with(FORMATTED, words_per_second=30, reasoning="Let me think about it.")
    tab = site.tab()
    others = [site.tab_at(pid, tab.cookies) for pid in site.pids]  # finding them can take longer than the reply
    sent = tab.ask("formatted")
    with ExitStack() as stack:
        viewers = [stack.enter_context(Viewer(other, sent.reply_id)) for other in others]
        ends = [viewer.await_end()["status"] for viewer in viewers]

    page = viewer_of_page(tab, tab.open(sent.headers["HX-Push-Url"])).page.shown.strip()
    assert ends == ["complete"] * len(viewers)
    assert [viewer.page.shown.strip() for viewer in viewers] == [page] * len(viewers)
    assert [viewer.reasoning for viewer in viewers] == ["Let me think about it."] * len(viewers)


@pytest.mark.parametrize("reply_id", ["79b6adc2-f693-437a-b354-6605462d4996", "no-id", "0"])
def test_unknown_reply_is_gone(site: Site, reply_id: str) -> None:
    with Viewer(site.tab(), reply_id) as viewer:
        end = viewer.await_end(seconds=5)

    assert end == {"status": "gone"}
    assert viewer.statuses == [200]


def test_strangers_and_people_without_a_session_see_nothing(site: Site, provider: ProviderServer) -> None:
    held = threading.Event()
    provider.answer_raw([token("secret"), wait_for(held), finish(), DONE], times=1)
    sent = site.tab().ask("foreign")
    with Viewer(site.tab(), sent.reply_id) as stranger, Viewer(site.tab({}), sent.reply_id) as nobody:
        ends = [stranger.await_end(seconds=5), nobody.await_end(seconds=5)]
    held.set()

    assert ends == [{"status": "gone"}] * 2
    assert stranger.text == nobody.text == ""
