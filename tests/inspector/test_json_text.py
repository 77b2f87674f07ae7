"""JSON laid out: nothing but white space is added to the text as it came, and what is no JSON is not taken for it."""

import json
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webchat.inspector.json_text import MOST_LINES, Line, json_lines

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
NOT_JSON = (
    b"",
    b" ",
    b"{",
    b"]",
    b'{"a"}',
    b'{"a":}',
    b'{"a":1,}',
    b'{,"a":1}',
    b'{"a":1 "b":2}',
    b"[1,]",
    b"[1 2]",
    b"[,1]",
    b"{,}",
    b"[1}",
    b'{"a":1]',
    b"01",
    b"1.",
    b"+1",
    b"NaN",
    b"tru",
    b"{}{}",
    b"{}\n{}",
    b"1,2",
    b'"a\nb"',
    b'"\x00"',
    b'"\\x41"',
    b'"\\u12"',
    b'"open',
    b"'a'",
    b'"\xff"',
    b"\xef\xbb\xbf{}",
    b"{1:2}",
    b'{"a" 1}',
    b'{"a"::1}',
)


def text_of(lines: Sequence[Line]) -> str:
    return "".join(lexeme.text for line in lines for lexeme in line.lexemes)


def laid_out(body: bytes) -> str:
    lines = json_lines(body) or ()
    return "\n".join("  " * line.indent + "".join(lexeme.text for lexeme in line.shown) for line in lines)


@settings(max_examples=200, deadline=None)
@given(
    VALUES,
    st.sampled_from([None, 0, 1, 3]),
    st.booleans(),
    st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " :\r\n")]),
)
def test_the_lexemes_are_the_body_byte_for_byte(value, indent, is_ascii, separators):
    body = json.dumps(value, indent=indent, ensure_ascii=is_ascii, separators=separators).encode()

    lines = json_lines(body)

    assert lines is not None
    assert text_of(lines).encode() == body


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_it_is_laid_out_as_json_dumps_would(value):
    body = json.dumps(value, separators=(",", ": "), ensure_ascii=False).encode()

    assert laid_out(body) == json.dumps(value, indent=2, ensure_ascii=False)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.sampled_from([0, 1, 4]))
def test_what_is_shown_adds_nothing_but_white_space(value, indent):
    body = json.dumps(value, indent=indent).encode()

    shown = laid_out(body)

    assert "".join(shown.split()) == "".join(body.decode().split())
    assert json.loads(shown) == value


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('{}[]:,"\\ \n0123456789-.eEtruefalsnu x'), max_size=24))
def test_exactly_what_is_json_is_taken_for_it(text):
    assert (json_lines(text.encode()) is not None) == is_json(text)


def is_json(text: str) -> bool:
    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        json.loads(text, parse_constant=refuse)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("body", NOT_JSON)
def test_what_is_no_json_is_not_laid_out(body):
    assert json_lines(body) is None


def test_numbers_escapes_and_doubled_keys_stay_as_they_came():
    body = rb'{"a":1.0e+2,"a":"\u00e9\/\ud800","b":-0}'

    assert laid_out(body).split("\n") == ["{", r'  "a":1.0e+2,', r'  "a":"\u00e9\/\ud800",', '  "b":-0', "}"]


def test_each_line_knows_where_it_stands():
    lines = json_lines(rb'{"messages":[{"ro\u006ce":"user"},[]],"n":{}}') or ()

    assert [line.path for line in lines] == [
        (),
        ("messages",),
        ("messages", 0),
        ("messages", 0, "role"),
        ("messages", 0),
        ("messages", 1),
        ("messages",),
        ("n",),
        (),
    ]


def test_each_lexeme_knows_what_it_is():
    lines = json_lines(b'{"a": [true, 1, "x"]}') or ()

    assert [(lexeme.kind, lexeme.text) for line in lines for lexeme in line.shown] == [
        ("mark", "{"),
        ("key", '"a"'),
        ("mark", ":"),
        ("space", " "),
        ("mark", "["),
        ("word", "true"),
        ("mark", ","),
        ("number", "1"),
        ("mark", ","),
        ("string", '"x"'),
        ("mark", "]"),
        ("mark", "}"),
    ]


@pytest.mark.parametrize("deep", [b"[" * 9_000 + b"]" * 9_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000])
def test_deep_nesting_is_read_and_indented_only_so_far(deep):
    lines = json_lines(deep) or ()

    assert text_of(lines).encode() == deep
    assert max(line.indent for line in lines) == 32
    assert max(len(line.path) for line in lines) == 32


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"messages": [{"role": "user", "content": "wörds \n" * 30_000}]}).encode(),
        json.dumps({"messages": [{"role": "user", "content": "What is this? " * 20}] * 750}).encode(),
    ],
    ids=["one long message", "many messages"],
)
def test_a_long_body_takes_no_time(body):
    assert len(body) > 200_000

    begun = time.thread_time()
    lines = json_lines(body)
    seconds = time.thread_time() - begun

    assert lines
    assert seconds < 0.5


def test_what_has_more_lines_than_anybody_reads_is_not_laid_out():
    fitting = b"[" + b",".join([b"1"] * (MOST_LINES - 2)) + b"]"

    assert len(json_lines(fitting) or ()) == MOST_LINES
    assert json_lines(b"[1,1,1," + fitting[1:]) is None
    assert json_lines(b"[" * 100_000 + b"]" * 100_000) is None
