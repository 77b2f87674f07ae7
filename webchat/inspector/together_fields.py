"""The answer that events make, as fields with words, in the form in which an answer that came whole is shown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from webchat.inspector.answer_parts import words_at
from webchat.inspector.json_text import Kind, Lexeme, Line, Path
from webchat.inspector.parts import Part
from webchat.inspector.put_together import PutTogether
from webchat.inspector.sent_message import storable

DEEPEST = 3


def fields_of(together: PutTogether) -> Sequence[Part]:
    """Its fields in the order of a whole answer; none for what did not come."""
    fields = [_field((name,), value) for name, value in together.named.items()]
    fields += [_field(("role",), together.role)] if together.role else []
    fields += [_field(("reasoning_content",), together.reasoning)] if together.reasoning else []
    fields += [_field(("content",), together.text)] if together.text else []
    fields += [_field(("tool_calls",), f"{name}({arguments})") for name, arguments in together.tool_calls]
    fields += [_field(("finish_reason",), together.finish_reason)] if together.finish_reason else []
    return [
        *fields,
        *_numbers(together.usage or {}, ("usage",)),
        *([_measured(together.timings)] if together.timings else []),
    ]


def _field(path: Path, value: object) -> Part:
    return Part(path, [_line(path, value)], words=words_at(path, value))


def _measured(timings: Mapping[str, Any]) -> Part:
    """What llama.cpp measured: many numbers, of which few are of interest, with the same words for all."""
    path: Path = ("timings",)
    name = Line(0, path, [Lexeme("key", "timings"), Lexeme("mark", ":")])
    numbers = [(key, value) for key, value in timings.items() if type(value) in (int, float)]
    lines = [_line((*path, key), value, indent=1) for key, value in numbers]
    return Part(path, [name, *lines], words=words_at(path, None))


def _line(path: Path, value: object, *, indent: int = 0) -> Line:
    kind: Kind = "string" if isinstance(value, str) else "number"
    name, text = storable(str(path[-1])), storable(str(value))
    return Line(indent, path, [Lexeme("key", name), Lexeme("mark", ":"), Lexeme("space", " "), Lexeme(kind, text)])


def _numbers(counts: Mapping[str, Any], path: Path) -> Iterator[Part]:
    for name, value in counts.items():
        if isinstance(value, Mapping) and len(path) < DEEPEST:
            yield from _numbers(value, (*path, name))
        elif isinstance(value, (int, float)):
            yield _field((*path, name), value)
