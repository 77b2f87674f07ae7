"""The first page is sent compressed; whatever holds words of the request is not."""

import gzip

import brotli
import pytest

from tests.person import Person


def test_first_page_is_compressed_as_the_browser_accepts(alice: Person) -> None:
    plain = alice.client.get("/")
    with_brotli = alice.client.get("/", headers={"Accept-Encoding": "gzip, deflate, br"})
    with_gzip = alice.client.get("/", headers={"Accept-Encoding": "gzip"})

    assert [each.headers.get("Content-Encoding") for each in (plain, with_brotli, with_gzip)] == [None, "br", "gzip"]
    assert b"</html>" in brotli.decompress(with_brotli.data) and b"</html>" in gzip.decompress(with_gzip.data)
    assert len(with_brotli.data) < len(with_gzip.data) < len(plain.data) / 2
    assert "Accept-Encoding" in with_brotli.headers["Vary"]


@pytest.mark.parametrize("path", ["/?q=secret", "/search?q=secret", "/conversations", "/healthz", "/nowhere"])
def test_nothing_else_is_compressed(alice: Person, path: str) -> None:
    answer = alice.client.get(path, headers={"Accept-Encoding": "br"})

    assert "Content-Encoding" not in answer.headers


def test_a_conversation_is_not_compressed(alice: Person) -> None:
    sent = alice.send_message("Hello")

    answer = alice.client.get(f"/conversations/{sent.conversation_id}", headers={"Accept-Encoding": "br"})

    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, None)
