"""A missing, doubled or late token does not go unnoticed."""

import json

import pytest

from benchmarks.answers import Answer, Damaged, events_of
from benchmarks.arrival import delays, fault, first_text
from benchmarks.chats import Chat, ProviderChat, WebchatChat
from benchmarks.order import Order
from benchmarks.texts import prose, stamp

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DONE = 'event:done\ndata:{"status":"complete"}\n\n'
PAGE_OF_PROSE = "<p>Here is the short answer first: nothing waits</p>"


def answered(*pieces: str) -> Answer:
    """An answer whose pieces came a second apart, from second 1 on."""
    answer = Answer()
    answer.take(0.5, HEAD)
    for second, piece in enumerate(pieces, start=1):
        body = piece.encode()
        answer.take(second, b"%x\r\n%b\r\n" % (len(body), body))
    answer.take(len(pieces), b"0\r\n\r\n")
    return answer


def patches(*values: object) -> list[str]:
    """Events with one patch each."""
    return [f"event:p\nid:x-1\ndata:{json.dumps(value)}\n\n" for value in values]


def provider_events(*texts: str) -> list[str]:
    """Events of a provider."""
    return [f"data: {json.dumps({'choices': [{'delta': {'content': text}}]})}\n\n" for text in texts]


def chat(answer: Answer, tokens: int, text: str = "prose") -> Chat:
    """A chat that ordered so many tokens."""
    return Chat(Order(tokens, text=text), answer=answer)


def test_whole_prose_is_right() -> None:
    held = chat(answered(*provider_events(*prose(30))), 30)

    assert fault(ProviderChat(), held) is None


def test_missing_token_is_a_fault() -> None:
    tokens = list(prose(30))
    held = chat(answered(*provider_events(*tokens[:20], *tokens[22:])), 30)

    assert "words instead of" in (fault(ProviderChat(), held) or "")


def test_patches_make_the_ordered_words() -> None:
    held = chat(answered(*patches([0, "<p>Here is the"], [1, " short answer first: nothing waits"]), DONE), 10)
    assert "".join(prose(10)) == "Here is the short answer first: nothing waits"

    assert fault(WebchatChat(), held) is None


def test_text_that_is_shown_twice_is_a_fault() -> None:
    held = chat(answered(*patches([0, PAGE_OF_PROSE], [1, " waits"]), DONE), 10)

    assert fault(WebchatChat(), held)


def test_whole_replaces_what_was_there() -> None:
    whole = f"event:w\nid:x-2\ndata:{json.dumps({'html': PAGE_OF_PROSE, 'reasoning': ''})}\n\n"
    held = chat(answered(*patches([0, "<p>something else"]), whole, DONE), 10)

    assert fault(WebchatChat(), held) is None


def test_reply_that_ended_before_the_stream_was_opened_is_read_from_its_element() -> None:
    article = f'<article id="message-1"><div class="message__body" dir="auto">{PAGE_OF_PROSE}</div></article>'
    held = chat(answered(f"data:<hx-partial>{article}</hx-partial>\n\n", DONE), 10)

    assert fault(WebchatChat(), held) is None
    assert first_text(WebchatChat(), held) == 1


def test_reply_that_failed_is_a_fault() -> None:
    held = chat(answered(*patches([0, PAGE_OF_PROSE]), DONE.replace("complete", "failed")), 10)

    assert fault(WebchatChat(), held) == "unreadable: the reply ended failed"


@pytest.mark.parametrize("sent", [[1, 2], [1, 2, 2], [1, 3, 2]])
def test_stamps_that_are_missing_doubled_or_disordered_are_a_fault(sent: list[int]) -> None:
    words = [stamp(number, micros) for number, micros in enumerate(sent)]
    held = chat(answered(*provider_events(*words)), 3, "stamps")

    assert "stamps instead of 3" in (fault(ProviderChat(), held) or "")


def test_delay_of_a_stamp_ends_with_its_last_digit() -> None:
    word = stamp(0, 250_000)
    held = chat(answered(*patches([0, f"<p>{word[:5]}"], [1, word[5:]]), DONE), 1, "stamps")

    assert list(delays(WebchatChat(), held)) == [(0.25, 2 - 0.25)]


def test_waiting_words_are_no_first_text() -> None:
    held = chat(answered("event:alive\ndata:\n\n", *patches([0, PAGE_OF_PROSE]), DONE), 10)

    assert first_text(WebchatChat(), held) == 2


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_events_are_the_same_however_the_bytes_are_cut(step: int) -> None:
    body = "".join(provider_events(*prose(5))).encode()
    raw = HEAD + b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:50], body[50:])) + b"0\r\n\r\n"
    answer = Answer()

    for begin in range(0, len(raw), step):
        assert not answer.is_whole
        answer.take(1.0, raw[begin : begin + step])

    assert answer.is_whole
    assert answer.size == len(raw) - len(HEAD)
    assert len(list(events_of(answer))) == 5


def test_body_with_a_length_is_read_as_it_is() -> None:
    answer = Answer()

    answer.take(1.0, b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nSet-Cookie: webchat=a.b; Path=/\r\n\r\n1\r\n")
    assert not answer.is_whole
    answer.take(2.0, b"H\r\n")

    assert answer.is_whole
    assert answer.text() == "1\r\nH\r\n", "what looks like a chunk is none here"
    assert answer.cookie == "webchat=a.b"


def test_stream_that_ends_inside_an_event_is_damaged() -> None:
    with pytest.raises(Damaged):
        list(events_of(answered("event:p\ndata:[0,")))
