"""A received body is kept small, with its beginning and its end, and without a secret, at every moment."""

import threading
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.provider.asking import KEY
from tests.provider_server import token
from webchat.provider.scrubbing import Secrets
from webchat.provider.transcript import Transcript

SECRETS = Secrets([KEY])


def numbered(size: int) -> bytes:
    """Return bytes of which every stretch differs, so that none can stand for another."""
    return b"".join(b"%07d " % number for number in range(size // 8 + 1))[:size]


@pytest.mark.parametrize("step", [7, 240, 5000, 100_000])
@pytest.mark.parametrize("limit", [100, 101, 20_000, 30_000])
def test_beginning_and_end_are_kept_of_any_body(limit: int, step: int) -> None:
    body = numbered(30_000)
    transcript = Transcript(limit, SECRETS)

    for start in range(0, len(body), step):
        transcript.add(body[start : start + step])

    half = limit // 2
    assert transcript.kept() == (body if limit >= len(body) else body[:half] + body[len(body) - half :])
    assert transcript.size == len(body)
    assert transcript.cut == len(body) - len(transcript.kept())


@pytest.mark.parametrize(("size", "cut"), [(99, 0), (100, 0), (101, 1), (9_000, 8_900)])
def test_body_is_cut_only_above_its_limit(size: int, cut: int) -> None:
    body = numbered(size)
    transcript = Transcript(100, SECRETS)

    transcript.add(body)

    assert transcript.cut == cut
    assert transcript.kept() == (body[:50] + body[-50:] if cut else body)


def test_without_a_limit_nothing_is_kept() -> None:
    transcript = Transcript(0, SECRETS)

    transcript.add(b"abc")

    assert (transcript.kept(), transcript.size) == (b"", 3)


@given(st.integers(3900, 4300), st.integers(1, len(KEY)), st.integers(0, 9000))
def test_key_across_the_border_of_two_batches_is_starred_out(before: int, cut: int, after: int) -> None:
    transcript = Transcript(50_000, SECRETS)
    key = KEY.encode()

    for piece in (b"x" * before + key[:cut], key[cut:] + b"y" * after, b"z" * 5000):
        transcript.add(piece)
        assert key not in transcript.kept()

    assert transcript.kept() == b"x" * before + b"*" * len(key) + b"y" * after + b"z" * 5000


@pytest.mark.parametrize("after", [0, 3000, 6000, 60_000])
def test_end_is_scrubbed_of_parts_of_a_key_also_where_it_was_packed(after: int) -> None:
    transcript = Transcript(128_000, SECRETS)
    body = b"x" * 30_000 + b"bad key " + KEY[:20].encode() + b" " + b"y" * after
    for start in range(0, len(body), 1000):
        transcript.add(body[start : start + 1000])

    transcript.scrub_end()

    assert transcript.kept() == b"x" * 30_000 + b"bad key " + b"*" * 20 + b" " + b"y" * after
    assert transcript.size == len(body)


def test_scrubbed_transcript_goes_on_keeping_beginning_and_end() -> None:
    body = numbered(40_000)
    transcript = Transcript(10_000, SECRETS)
    for start in range(0, 20_000, 500):
        transcript.add(body[start : start + 500])
    transcript.scrub_end()

    transcript.add(body[20_000:])

    assert transcript.kept() == body[:5000] + body[-5000:]
    assert transcript.cut == 30_000


def test_long_stream_takes_a_fraction_of_its_size() -> None:
    transcript = Transcript(256 * 1024, SECRETS)
    pieces = [token(f" word {number}") for number in range(4000)]

    tracemalloc.start()
    for piece in pieces:
        transcript.add(piece)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert transcript.cut > 100_000
    assert held < 64 * 1024


def test_reading_while_another_thread_adds_gives_a_beginning_of_the_body() -> None:
    body = numbered(200_000)
    transcript = Transcript(len(body), SECRETS)

    def add() -> None:
        for start in range(0, len(body), 500):
            transcript.add(body[start : start + 500])

    thread = threading.Thread(target=add)
    thread.start()
    seen = []
    while thread.is_alive():
        seen.append(transcript.kept())
    thread.join()

    assert all(body.startswith(kept) for kept in seen)
    assert transcript.kept() == body
