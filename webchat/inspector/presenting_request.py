"""The screens of what was sent: question, first lines, messages, parameters, and the same as a program."""

from collections.abc import Sequence

from webchat.inspector.answer_parts import parsed
from webchat.inspector.json_text import Lexeme, Line, json_lines
from webchat.inspector.presenting_excerpts import Beginning, beginning, excerpt, of_json, of_text
from webchat.inspector.presenting_step import Step
from webchat.inspector.sent_message import storable
from webchat.inspector.snippets import snippets_of
from webchat.store.exchanges import ExchangeRecord
from webchat.wording import N_, NN_, Words

CALL_BEGINS, CALL_ENDS = "response = ", ")"
_CUT = Words(N_("The request was so long that the middle of it is not kept. So it cannot be shown here."))
_KEY = Words(
    N_("The key proves who asks, and who pays. It is secret: only the name of the setting that holds it stands here.")
)


def request_steps(record: ExchangeRecord) -> Sequence[Step]:
    """From the question to the parameters."""
    lines = None if record.request_cut else json_lines(record.request_body)
    return [_question(record, lines), _head(record), _messages(record, lines), _parameters(lines)]


def program_step(record: ExchangeRecord) -> Step:
    """The lines of the Python program that send the request."""
    title = N_("Run it yourself")
    program = next((snippet.code for snippet in snippets_of(record) if snippet.language == "python"), None)
    if program is None:
        return Step(title=title, words=(_CUT,))
    words = N_(
        "Any program can ask the same. In Python these lines send the request; the whole program, ready to be copied, "
        "is under the hood."
    )
    lines = program.splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith(CALL_BEGINS))
    end = lines.index(CALL_ENDS, begin)
    return Step(title=title, words=(Words(words),), excerpt=of_text("\n".join(lines[begin : end + 1])))


def _question(record: ExchangeRecord, lines: Sequence[Line] | None) -> Step:
    title = N_("The question")
    place, text = _asked(record)
    if lines is None or text is None:
        return Step(title=title, words=(_CUT,))
    words = N_("Someone wrote this on the page and pressed Send. The page makes a message of it, with the role “user”.")
    shown = [line for line in lines if line.path[:2] == ("messages", place)]
    return Step(title=title, words=(Words(words),), text=text, excerpt=of_json(shown, 5))


def _asked(record: ExchangeRecord) -> tuple[int, Beginning | None]:
    """Where the last message of a person stands, and how it begins."""
    body = parsed(record.request_body)
    messages = body.get("messages") if isinstance(body, dict) else None
    listed = list(enumerate(messages)) if isinstance(messages, list) else []
    for place, message in reversed(listed):
        if isinstance(message, dict) and message.get("role") == "user" and isinstance(message.get("content"), str):
            return place, beginning(storable(message["content"]))
    return 0, None


def _head(record: ExchangeRecord) -> Step:
    words = [
        Words(
            N_("The page’s server asks the provider, whose computers run the model: the address, and what comes along.")
        )
    ]
    headers = list(record.request_headers.items())
    has_key = any(name.lower() == "authorization" for name, _ in headers)
    lines = [
        (Lexeme("word", record.method), Lexeme("space", " "), Lexeme("string", record.url)),
        *(header_line(name, value) for name, value in headers),
    ]
    return Step(title=N_("The request"), words=[*words, *([_KEY] if has_key else [])], excerpt=excerpt(lines))


def header_line(name: str, value: str) -> Sequence[Lexeme]:
    """A header in its colours."""
    return (Lexeme("key", name), Lexeme("mark", ": "), Lexeme("string", value))


def _messages(record: ExchangeRecord, lines: Sequence[Line] | None) -> Step:
    title = N_("The messages")
    shown = [line for line in lines or () if line.path[:1] == ("messages",)]
    if not shown:
        return Step(title=title, words=(_CUT,))
    words = NN_(
        "%(count)s message goes along. A model remembers nothing: with each question the whole conversation is sent "
        "again.",
        "%(count)s messages go along. A model remembers nothing: with each question the whole conversation is sent "
        "again.",
        len({line.path[1] for line in shown if len(line.path) > 1}),
    )
    return Step(title=title, words=(words,), excerpt=of_json(shown))


def _parameters(lines: Sequence[Line] | None) -> Step:
    title = N_("The parameters")
    if lines is None:
        return Step(title=title, words=(_CUT,))
    words = N_("Besides the messages, a few values say which model is to answer, and how.")
    others = [line for line in lines if line.path and line.path[0] != "messages"]
    return Step(title=title, words=(Words(words),), excerpt=of_json(others))
