"""The guide as somebody reads it and tries its examples."""

import copy
import json
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from bs4 import Tag

from tests.person import Answer
from tests.provider_server import ProviderServer

NAMES = ("smallest", "instructions", "memory", "temperature", "cut", "streamed")


def bodies(answer: Answer, name: str) -> list[bytes]:
    """What the page shows as the bodies of an example, without the line ends and indentation that it is drawn with."""
    return [drawn(body) for body in answer.all(f"#example-{name} .example__body")]


def drawn(place: Tag) -> bytes:
    """The JSON that is drawn there."""
    return "".join(lexeme.get_text() for lexeme in place.select(".part__code .lexeme")).encode()


def drawn_below(heading: Tag) -> bytes:
    """The JSON that is drawn from this heading to the next."""
    below = takewhile(lambda element: element.name != heading.name, heading.find_next_siblings())
    return b"".join(drawn(element) for element in wrapped(below))


def wrapped(elements: Iterable[Tag]) -> Iterable[Tag]:
    """Each within an element, so that what it is itself can be selected too."""
    for element in elements:
        around = Tag(name="div")
        around.append(copy.copy(element))
        yield around


def sent(provider: ProviderServer) -> list[bytes]:
    """The bodies that arrived at the provider, in their order."""
    return [request.body for request in provider.requests if request.method == "POST"]


def field(answer: Answer, name: str) -> str:
    """What stands in the field of an example."""
    return answer.one(f"#message-{name}").get_text().removeprefix("\n")


def parsed(body: bytes) -> Any:
    """The JSON of a body."""
    return json.loads(body)
