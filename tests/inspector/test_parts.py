"""JSON in parts: consecutive, complete, and each with what is said of it."""

from webchat.inspector.parts import parts_of, worded
from webchat.wording import Words

BODY = b'{"model":"m","messages":[{"role":"user"},{"role":"user"}],"stream":true}'


def is_part(path):
    return len(path) == 1 or (len(path) == 2 and path[0] == "messages")


def test_a_part_is_the_innermost_that_was_asked_for():
    parts = parts_of(BODY, is_part)

    assert [(part.path, part.is_end) for part in parts] == [
        ((), False),
        (("model",), False),
        (("messages",), False),
        (("messages", 0), False),
        (("messages", 1), False),
        (("messages",), True),
        (("stream",), False),
        ((), True),
    ]


def test_the_parts_make_the_body():
    parts = parts_of(BODY, is_part)

    joined = "".join(lexeme.text for part in parts for line in part.lines for lexeme in line.lexemes)

    assert joined.encode() == BODY


def test_what_is_no_json_has_no_parts():
    assert parts_of(b"event: x", is_part) == []


def test_words_stand_beside_the_beginning_alone():
    parts = worded(parts_of(BODY, is_part), lambda path: (Words(str(path)),))

    assert [str(words) for part in parts for words in part.words] == [
        "()",
        "('model',)",
        "('messages',)",
        "('messages', 0)",
        "('messages', 1)",
        "('stream',)",
    ]
