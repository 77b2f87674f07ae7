"""JSON of somebody else's: what is there is read, and what is none is none."""

import pytest

from webchat.inspector.parsed_json import parsed, parsed_object

DEEP = 100_000


def test_json_is_read() -> None:
    assert parsed(b'[1, {"a": null}]') == [1, {"a": None}]
    assert parsed_object('{"a": "ä"}') == {"a": "ä"}


@pytest.mark.parametrize("body", [b"", b"no json", b'{"a":', b"\xff", b"1" * 5_000, b"[" * DEEP + b"]" * DEEP])
def test_what_is_no_json_or_too_much_of_it_is_nothing(body: bytes) -> None:
    assert parsed(body) is None
    assert parsed_object(body) is None


@pytest.mark.parametrize("body", [b"[]", b"null", b'"a"', b"1"])
def test_what_is_no_object_is_none(body: bytes) -> None:
    assert parsed_object(body) is None
