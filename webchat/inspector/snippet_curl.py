"""A request as a curl command for a Unix shell: sh, bash, zsh."""

from shlex import quote

from webchat.inspector.snippet_python import missing
from webchat.inspector.snippet_request import Answer, SnippetRequest
from webchat.inspector.snippet_text import json_text

_GLOBBING = frozenset("[]{}")  # in an address they mean several addresses to curl


def curl_of(asked: SnippetRequest) -> str:
    """The command. Between `<<'JSON'` and `JSON` a shell changes nothing (POSIX.1-2024, XCU 2.7.4)."""
    options = [*_headers(asked), "--connect-timeout 10 --max-time 300", _output(asked)]
    if asked.body is None:
        return " \\\n  ".join([f"curl {quote(asked.url)}", *options]) + "\n"
    command = " \\\n  ".join([f"curl {quote(asked.url)}", *options, "--data-binary @- <<'JSON'"])
    return f"{command}\n{json_text(asked.body)}\nJSON\n"


def _headers(asked: SnippetRequest) -> list[str]:
    hidden = {name: _value(asked, variable) for name, variable in asked.hidden.items()}
    secret = ({"Authorization": f"Bearer {_value(asked, asked.key)}"} if asked.key else {}) | hidden
    return [
        *(f'--header "{name}: {value}"' for name, value in secret.items()),
        *(f"--header {quote(f'{name}: {value}')}" for name, value in asked.headers.items()),
    ]


def _value(asked: SnippetRequest, variable: str) -> str:
    """The variable's value; a shell stops with these words when it has none."""
    return f"${{{variable}:?{missing(asked, variable)}}}"


def _output(asked: SnippetRequest) -> str:
    is_streamed = asked.answer is Answer.EVENTS
    options = ["--silent", "--show-error", "--fail-with-body", *(["--no-buffer"] if is_streamed else [])]
    return " ".join(options + (["--globoff"] if _GLOBBING & set(asked.url) else []))
