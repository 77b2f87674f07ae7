"""Chunks come off a body whatever pieces it arrives in, and what is no chunk is told from a cut."""

from http.client import IncompleteRead, LineTooLong

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.provider.chunks import Chunks


def framed(*contents: bytes, trailer: bytes = b"") -> bytes:
    """Frame contents as chunks, with extensions, and an end."""
    chunks = [b"%X;name=value\r\n%b\r\n" % (len(content), content) for content in contents]
    return b"".join(chunks) + b"0\r\n" + trailer + b"\r\n"


@given(
    st.lists(st.binary(min_size=1, max_size=30), max_size=8), st.sampled_from([b"", b"X-A: 1\r\nX-B: 2\r\n"]), st.data()
)
def test_any_cut_gives_the_same_content(contents: list[bytes], trailer: bytes, data: st.DataObject) -> None:
    body = framed(*contents, trailer=trailer)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=20)))
    chunks = Chunks()

    content = b"".join(chunks.feed(body[i:j]) for i, j in zip([0, *cuts], [*cuts, len(body)], strict=True) if i < j)

    assert content == b"".join(contents)
    assert chunks.is_complete
    assert not chunks.has_surplus


def test_end_is_known_only_with_its_last_byte() -> None:
    chunks = Chunks()

    content = chunks.feed(framed(b"abc")[:-1])

    assert content == b"abc"
    assert chunks.is_last and not chunks.is_complete


@pytest.mark.parametrize("trailer", [b"", b"X: 1\r\n"])
def test_bytes_after_the_end_are_noticed(trailer: bytes) -> None:
    chunks = Chunks()

    content = chunks.feed(framed(b"abc", trailer=trailer) + b"HTTP/1.1 200 OK")

    assert content == b"abc"
    assert chunks.has_surplus


@pytest.mark.parametrize("head", [b"xyz\r\n", b"-5\r\n", b"\r\n\r\n"])
def test_size_that_is_none_ends_the_body(head: bytes) -> None:
    with pytest.raises(IncompleteRead):
        Chunks().feed(head)


def test_head_without_end_is_refused() -> None:
    chunks = Chunks()

    with pytest.raises(LineTooLong):
        for _ in range(100):
            chunks.feed(b"0" * 100)


def test_trailer_without_end_is_refused() -> None:
    chunks = Chunks()

    with pytest.raises(LineTooLong):
        for _ in range(100):
            chunks.feed(b"0\r\n" + b"X: 1\r\n" * 200)
