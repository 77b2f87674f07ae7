"""A conversation is deleted while its reply runs: the writing ends, nothing comes back, and viewers are told."""

import threading

from tests.faults.site import Site
from tests.faults.viewer import Viewer
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from webchat.store import conversations
from webchat.store.conversations import Conversation
from webchat.store.messages import Message


def test_generation_ends_and_nothing_comes_back(site: Site, provider: ProviderServer) -> None:
    provider.answer_raw([token("begin"), wait_for(threading.Event()), finish(), DONE], times=1)
    provider.closed_by_client.clear()
    tab = site.tab()
    sent = tab.ask("delete")
    conversation_id = site.stored(sent.reply_id).conversation_id
    with Viewer(tab, sent.reply_id) as viewer, Viewer(site.tab(tab.cookies), sent.reply_id) as other:
        viewer.await_text("begin")
        other.await_text("begin")

        with site.database.writing() as session:
            conversations.delete_all(session, [conversation_id])

        is_closed = provider.closed_by_client.wait(3)
        ends = [viewer.await_end(seconds=10), other.await_end(seconds=10)]
    with site.database.reading() as session:
        left = session.get(Message, sent.reply_id), session.get(Conversation, conversation_id)
    assert is_closed
    assert ends == [{"status": "gone"}] * 2
    assert left == (None, None)
    assert tab.open(sent.headers["HX-Push-Url"]).status == 404
    assert "Traceback" not in "".join(site.webchat.output)
