"""The screens of what was sent: question, first lines, messages, parameters, and the same as a program."""

from collections.abc import Sequence
from textwrap import dedent
from typing import Any

from webchat.inspector.json_text import Lexeme, Line, json_lines
from webchat.inspector.parsed_json import parsed
from webchat.inspector.presenting_excerpts import Excerpt, beginning, excerpt, of_json, of_text
from webchat.inspector.presenting_step import Step
from webchat.inspector.sent_message import beginning_of, question_of, storable
from webchat.inspector.snippets import snippets_of, why_no_program
from webchat.models.catalogue import OfferedProvider
from webchat.store.exchanges import ExchangeRecord
from webchat.wording import N_, NN_, Words

CALL_BEGINS, CALL_ENDS = "    response = ", "    )"
MOST_HEADERS = 3
MATTER = ("authorization", "content-type", "accept")  # to somebody who sees headers for the first time
_TO_ANY = N_(
    "The page’s server asks the provider, whose computers run the model. Below stand the address and what is sent "
    "along."
)
_TO_NAMED = N_(
    "The page’s server asks the provider, %(provider)s, whose computers run the model. Below stand the address and "
    "what is sent along."
)
_TO_BUILT_IN = N_(
    "The page’s server asks the built-in model, which runs on this server too. Below stand the address and what is "
    "sent along."
)
_CUT = Words(N_("The request was so long that the middle of it is not kept. So it cannot be shown here."))
_NO_JSON = Words(N_("There is nothing of that kind in this request, or its body cannot be laid out as JSON."))
_NOT_TAKEN = Words(N_("Nobody took this request: nothing was sent. This is what would have been sent."))
_KEY = Words(
    N_("The key proves who asks, and who pays. It is secret: only the name of the setting that holds it stands here.")
)


def request_steps(record: ExchangeRecord, provider: OfferedProvider | None, *, left_out: int = 0) -> Sequence[Step]:
    """From the question to the parameters; `provider` is who was asked, None when it is not offered any more.

    `left_out` counts the messages that were not sent.
    """
    lines = None if record.request_cut else json_lines(record.request_body)
    messages = _messages(record, lines, left_out)
    return [_question(record, lines), _head(record, provider), messages, _parameters(record, lines)]


def program_step(record: ExchangeRecord) -> Step:
    """The lines of the Python program that send the request."""
    title = N_("Run it yourself")
    program = next((snippet.code for snippet in snippets_of(record) if snippet.language == "python"), None)
    if program is None:
        return Step(title=title, words=(Words(why_no_program(record)),))
    words = N_(
        "Any program can ask the same. In Python these lines send the request; the whole program, ready to be copied, "
        "is under the hood."
    )
    lines = program.splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith(CALL_BEGINS))
    end = lines.index(CALL_ENDS, begin)
    return Step(title=title, words=(Words(words),), excerpt=of_text(dedent("\n".join(lines[begin : end + 1]))))


def _question(record: ExchangeRecord, lines: Sequence[Line] | None) -> Step:
    title = N_("The question")
    question = question_of(record)
    if lines is None or question is None:
        return Step(title=title, words=(_why_not(record),))
    place, text = question
    words = N_("Someone wrote this on the page and pressed Send. The page makes a message of it, with the role “user”.")
    shown = [line for line in lines if line.path[:2] == ("messages", place)]
    return Step(title=title, words=(Words(words),), text=beginning(text), excerpt=of_json(shown, 5))


def _why_not(record: ExchangeRecord) -> Words:
    return _CUT if record.request_cut else _NO_JSON


def _head(record: ExchangeRecord, provider: OfferedProvider | None) -> Step:
    headers = [(name, value) for name, value in record.request_headers if name.lower() in MATTER]
    lines = [
        (Lexeme("word", record.method), Lexeme("space", " "), Lexeme("string", record.url)),
        *(header_line(name, value) for name, value in headers[:MOST_HEADERS]),
    ]
    has_key = record.request_headers.value_of("authorization") is not None
    words = [_to(provider), *([_KEY] if has_key else []), *([] if record.is_sent else [_NOT_TAKEN])]
    others = len(record.request_headers) - len(lines) + 1
    return Step(title=N_("The request"), words=words, excerpt=excerpt(lines), left_out=headers_left_out(others))


def _to(provider: OfferedProvider | None) -> Words:
    if provider is None:
        return Words(_TO_ANY)
    return Words(_TO_BUILT_IN) if provider.is_demo else Words(_TO_NAMED, {"provider": provider.name})


def headers_left_out(count: int) -> Words | None:
    """What is said of headers that are not on the screen."""
    words = NN_("%(count)s other header is left out here.", "%(count)s other headers are left out here.", count)
    return words if count else None


def header_line(name: str, value: str) -> Sequence[Lexeme]:
    """A header in its colours."""
    return (Lexeme("key", name), Lexeme("mark", ": "), Lexeme("string", value))


def _messages(record: ExchangeRecord, lines: Sequence[Line] | None, left_out: int) -> Step:
    title = N_("The messages")
    body = parsed(record.request_body) if lines else None
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not messages:
        return Step(title=title, words=(_why_not(record),))
    words = NN_(
        "%(count)s message goes along. A model remembers nothing: with each question the whole conversation is sent "
        "again.",
        "%(count)s messages go along. A model remembers nothing: with each question the whole conversation is sent "
        "again.",
        len(messages),
    )
    found = excerpt([_in_one_line(each) for each in messages])
    undrawn = NN_("%(count)s message is left out here.", "%(count)s messages are left out here.", found.lines_left_out)
    return Step(
        title=title,
        words=(words, *_unsent(left_out)),
        excerpt=Excerpt(found.lines),
        left_out=undrawn if found.lines_left_out else None,
    )


def _unsent(left_out: int) -> Sequence[Words]:
    words = NN_(
        "This time %(count)s earlier message was left out: the model cannot read more at once.",
        "This time %(count)s earlier messages were left out: the model cannot read more at once.",
        left_out,
    )
    return (words,) if left_out else ()


def _in_one_line(message: Any) -> Sequence[Lexeme]:
    """Who speaks, and the first words."""
    fields = message if isinstance(message, dict) else {}
    content = fields.get("content")
    parts = content if isinstance(content, list) else [{"text": content}]
    texts = [each["text"] for each in parts if isinstance(each, dict) and isinstance(each.get("text"), str)]
    return header_line(storable(str(fields.get("role", ""))), beginning_of(storable(" ".join(texts))) or "…")


def _parameters(record: ExchangeRecord, lines: Sequence[Line] | None) -> Step:
    title = N_("The parameters")
    if lines is None:
        return Step(title=title, words=(_why_not(record),))
    words = N_("Besides the messages, a few values say which model is to answer, and how.")
    others = [line for line in lines if line.path and line.path[0] != "messages"]
    return Step(title=title, words=(Words(words),), excerpt=of_json(others))
