"""Running replies over Valkey: what others write there, by mistake or not, keeps nobody from reading ours."""

import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.servers.server_process import wait_until
from tests.servers.valkey import ValkeyServer
from webchat.live.channel import CHANNEL, key_of
from webchat.live.log import ReplyLog
from webchat.live.sharing import Sharing

PATIENCE = 10.0  # seconds
BEGIN_AGAIN = "cannot be heard now"  # is logged when a listener has to begin again


@pytest.fixture
def workers(valkey: ValkeyServer, valkey_url: str) -> Iterator[tuple[Sharing, Sharing]]:
    """One that writes, and one that reads."""
    with closing(_sharing(valkey_url)) as writer, closing(_sharing(valkey_url)) as reader:
        with valkey.client(valkey_url) as other:
            assert wait_until(lambda: other.pubsub_numsub(CHANNEL)[0][1] >= 2, seconds=PATIENCE)
        yield writer, reader
        for sharing in (writer, reader):
            sharing.leave(within=0.0)
        reader.ask_to_stop(uuid.uuid4())  # wakes them: else each would listen for another second


def _sharing(url: str) -> Sharing:
    sharing = Sharing(url, stop=lambda reply_id: None, ended=lambda reply_ids: ())
    sharing.begin()
    return sharing


def _is_seen(writer: Sharing, reader: Sharing) -> bool:
    """Whether a reply that is written by one is seen by the other, from its beginning to its end."""
    reply_id, written = uuid.uuid4(), ReplyLog()
    writer.publish(reply_id, written)
    written.add("Hello")
    copy = reader.mirror(reply_id)
    written.add(" you")
    written.end()
    return wait_until(lambda: copy.text == "Hello you" and copy.is_ended, seconds=PATIENCE)


@pytest.mark.parametrize("message", [b"", b"\xff\xfe", b"stop", b"stop me", b"new a b", b"new " + b"0" * 100_000])
def test_words_of_others_on_the_channel_are_not_heard(
    workers: tuple[Sharing, Sharing],
    valkey: ValkeyServer,
    valkey_url: str,
    message: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with valkey.client(valkey_url) as other:
        other.publish(CHANNEL, message)

    assert _is_seen(*workers)
    assert BEGIN_AGAIN not in caplog.text


@pytest.mark.parametrize(
    "entry", [{"a": "b"}, {"t": b"\xff", "f": "x", "r": "", "g": "0", "e": "0", "w": "", "b": "0"}]
)
def test_entries_of_others_in_a_stream_are_left_out(
    workers: tuple[Sharing, Sharing],
    valkey: ValkeyServer,
    valkey_url: str,
    entry: dict[str | bytes, str | bytes],
    caplog: pytest.LogCaptureFixture,
) -> None:
    writer, reader = workers
    reply_id, written = uuid.uuid4(), ReplyLog()
    writer.publish(reply_id, written)
    written.add("Hello")
    assert wait_until(lambda: reader.mirror(reply_id).text == "Hello", seconds=PATIENCE)

    with valkey.client(valkey_url) as other:
        other.xadd(key_of(reply_id), entry)
    written.add(" you")

    assert wait_until(lambda: reader.mirror(reply_id).text == "Hello you", seconds=PATIENCE)
    assert _is_seen(writer, reader)
    assert BEGIN_AGAIN not in caplog.text
