"""Run it yourself: the request that was sent, as complete programs that a beginner can paste and run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from markupsafe import Markup

from webchat import markup
from webchat.inspector.snippet_curl import curl_of
from webchat.inspector.snippet_javascript import javascript_of
from webchat.inspector.snippet_python import python_of
from webchat.inspector.snippet_request import snippet_request
from webchat.markup.reply import MAX_MARKDOWN_CHARACTERS
from webchat.store.exchanges import ExchangeRecord
from webchat.wording import N_

TOO_LONG = N_(
    "There is no program for this request. It was too long to be kept whole, and a program has to send all of it."
)
STARRED = N_(
    "There is no program for this request. Stars stand in it where the key, or a word like it, stood, and a program "
    "would send the stars."
)
OTHER = N_("There is no program for this request: its body is not the JSON that a program would write.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One program. `language` is the highlighter's name, `file` what to save it as; None: it is pasted as it is.

    `commands` go before it, and start it if it is a file. `has_key`: they set one. `is_local`: the address is one of
    the server's own machine.
    """

    language: str
    label: str
    code: str
    file: str | None
    commands: Sequence[str]
    has_key: bool
    is_local: bool

    @property
    def html(self) -> Markup | None:
        """The code in colours, with its button to copy it; None when it is longer than what can be formatted.

        It takes milliseconds and is not kept: `shown.shown_of` makes it, aside.
        """
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", self.code)), default=0))
        text = f"{fence}{self.language}\n{self.code}{fence}\n"
        return markup.render(text) if len(text) <= MAX_MARKDOWN_CHARACTERS else None


def snippets_of(record: ExchangeRecord) -> Sequence[Snippet]:
    """The request in Python, for a shell and in JavaScript; none when it is cut, or no program can repeat it."""
    asked = snippet_request(record)
    if asked is None:
        return ()
    exports = tuple(f"export {variable}=…" for variable in asked.variables)
    kinds = (
        ("python", "Python", python_of(asked), "ask.py", ("pip install requests", *exports, "python ask.py")),
        ("bash", "curl", curl_of(asked), None, exports),
        ("javascript", "JavaScript", javascript_of(asked), "ask.mjs", (*exports, "node ask.mjs")),
    )
    about = {"has_key": asked.key is not None, "is_local": _is_local(asked.url)}
    return [
        Snippet(language=language, label=label, code=code, file=file, commands=commands, **about)
        for language, label, code, file, commands in kinds
        if code is not None
    ]


def why_no_program(record: ExchangeRecord) -> str:
    """Why `snippets_of` has none."""
    if record.request_cut:
        return TOO_LONG
    return STARRED if record.is_starred else OTHER


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
