"""Clients that never read, many slow ones, and many at once: memory stays bounded and everybody else is answered."""

import socket
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from statistics import quantiles
from urllib.parse import urlsplit

import psutil

from tests.appending import append
from tests.faults.crowd import at_once
from tests.faults.site import Site
from tests.faults.tab import Tab
from tests.faults.viewer import Viewer, eventually
from tests.provider_server import DONE, ProviderServer, finish, pause, token, wait_for
from webchat.store.conversations import Conversation

CROWD = 200
STEPS, LINES_A_STEP, SECONDS = 50, 100, 5.0
LINE = "All work and no play makes a reply long, and nobody reads **all** of it.\n\n"
# MiB in all workers, beyond what such a reply took with one viewer at each: 13 to 68 were seen, by the workers that the
# crowd happens upon. Were the events kept for each that does not read, it would be 5,000 lines of 110 bytes, 200 times.
GROWTH = 90.0
SMALL_BUFFER = 4096


def test_memory_is_bounded_and_others_are_answered_though_200_never_read(
    site: Site, provider: ProviderServer, stack: ExitStack
) -> None:
    check_crowd(site, provider, stack, read=lambda crowd: None)


def test_memory_is_bounded_and_others_are_answered_though_200_read_slowly(
    site: Site, provider: ProviderServer, stack: ExitStack
) -> None:
    def read(crowd: list[socket.socket]) -> None:
        for each in crowd:
            with suppress(BlockingIOError):
                each.recv(512)

    check_crowd(site, provider, stack, read=read)


def check_crowd(
    site: Site, provider: ProviderServer, stack: ExitStack, *, read: Callable[[list[socket.socket]], None]
) -> None:
    warm_up(site, provider)
    tell_long_reply(provider, seconds=SECONDS)
    tab = site.tab()
    reply_id = tab.ask("for a crowd").reply_id
    before = memory_of(site)
    crowd = [stack.enter_context(closing(slow_client(site, tab, reply_id))) for _ in range(CROWD)]
    waits, growth = [], 0.0
    while site.stored(reply_id).is_running:
        threading.Event().wait(0.2)
        read(crowd)
        waits.append(seconds_for_another(site))
        growth = max(growth, memory_of(site) - before)
    stored = site.stored(reply_id)

    assert (stored.status, len(stored.text)) == ("complete", len("begin\n\n" + LINE * STEPS * LINES_A_STEP))
    assert quantiles(waits, n=10)[-1] < 1
    assert growth < GROWTH


def tell_long_reply(provider: ProviderServer, *, seconds: float) -> None:
    """Let the next reply be a long one that takes so long, after a silence in which its viewers can come."""
    steps = [part for _ in range(STEPS) for part in (*[token(LINE)] * LINES_A_STEP, pause(seconds / STEPS))]
    provider.answer_raw([token("begin\n\n"), pause(2 * seconds / SECONDS), *steps, finish(), DONE], times=1)


def warm_up(site: Site, provider: ProviderServer) -> None:
    """Let each worker write such a reply, and send it to a viewer: it has then loaded whatever that takes."""
    for writer in site.pids:
        tell_long_reply(provider, seconds=1)
        tab = site.tab_at(writer, site.tab().cookies)
        reply_id = tab.ask("to warm up").reply_id
        with ExitStack() as viewers:
            for pid in site.pids:
                viewers.enter_context(Viewer(site.tab_at(pid, tab.cookies), reply_id))
            site.await_end(reply_id, seconds=60)
    site.close_tabs()


def slow_client(site: Site, tab: Tab, reply_id: uuid.UUID) -> socket.socket:
    """Has asked for the event stream, and reads nothing yet."""
    place = urlsplit(site.url)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    client.settimeout(5)
    client.connect((place.hostname, place.port))
    cookie = "; ".join(f"{name}={value}" for name, value in tab.cookies.items())
    head = f"GET /replies/{reply_id}/events?after=0 HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {cookie}\r\n\r\n"
    client.sendall(head.encode())
    client.setblocking(False)
    return client


def seconds_for_another(site: Site) -> float:
    """How long a page takes for somebody else."""
    began = time.monotonic()
    assert site.tab().open("/").status == 200
    return time.monotonic() - began


def memory_of(site: Site) -> float:
    """The PSS of its workers, in MiB."""
    return sum(psutil.Process(pid).memory_full_info().pss for pid in site.pids) / 2**20


def test_of_ten_messages_to_one_conversation_at_once_one_is_sent_one_waits_and_eight_keep_their_text(
    site: Site, provider: ProviderServer
) -> None:
    tab = site.tab()
    first = tab.ask("first")
    site.await_end(first.reply_id)
    conversation_id = str(site.stored(first.reply_id).conversation_id)
    held = threading.Event()
    provider.answer_raw([token("begin"), wait_for(held), finish(), DONE], times=1)
    tabs = [site.tab(tab.cookies) for _ in range(10)]

    answers = at_once([lambda each=each: each.send("at once", conversation_id=conversation_id) for each in tabs])

    refused = [answer for answer in answers if answer.status == 409]
    page = tab.open(first.headers["HX-Push-Url"]).page
    assert Counter(answer.status for answer in answers) == {200: 2, 409: 8}
    assert all("Your text is kept" in answer.words for answer in refused)
    assert len(page.select("article[data-role=user]")) == 2
    assert len(page.select(".waiting__text")) == 1
    assert site.times_asked("at once") == 1
    held.set()
    eventually(lambda: site.times_asked("at once") == 2)


def test_ten_appends_to_the_store_at_once_while_a_reply_runs_are_ten_messages(
    site: Site, provider: ProviderServer
) -> None:
    provider.reply_with("word " * 40, words_per_second=40)
    sent = site.tab().ask("first")
    conversation_id = site.stored(sent.reply_id).conversation_id

    def append_one(number: int) -> int:
        with site.database.writing() as session:
            held = session.get_one(Conversation, conversation_id)
            return append(session, held, role="user", text=f"{number}", parent_id=held.leaf_id).position

    positions = at_once([lambda number=number: append_one(number) for number in range(10)])

    assert sorted(positions) == list(range(2, 12))
    assert site.await_end(sent.reply_id).status == "complete"
