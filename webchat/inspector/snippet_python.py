"""A request as a Python program that a beginner can run: it needs `requests` and nothing else."""

from webchat.inspector.snippet_request import Answer, SnippetRequest
from webchat.inspector.snippet_text import python_text

_VARIABLE = """\
{local} = os.environ.get("{variable}")
if not {local}:
    sys.exit("{variable} {missing}")"""

_AWAY = """\
except (requests.ConnectionError, requests.Timeout) as error:
    sys.exit(f"No answer came ({type(error).__name__}). Check the address and the network.")"""

_STATUS = """\
if not response.ok:
    sys.exit(f"{response.status_code} {response.reason}: {response.text}")"""

_READING = {
    Answer.EVENTS: """\
# The answer comes in pieces. Each is one line: data: {…}
for line in response.iter_lines(chunk_size=1):
    if not line.startswith(b"data:"):
        continue
    data = line.removeprefix(b"data:").strip()
    if data == b"[DONE]":
        break
    event = json.loads(data)
    if event.get("error"):
        sys.exit(str(event["error"]))
    for choice in event.get("choices", []):
        print(choice["delta"].get("content") or "", end="", flush=True)
print()""",
    Answer.MESSAGE: """\
answer = response.json()
print(answer["choices"][0]["message"]["content"])""",
    Answer.TEXT: "print(response.text)",
}


def python_of(asked: SnippetRequest) -> str:
    """The program, to be saved as a file."""
    body = [f"body = {python_text(asked.body)}"] if asked.body is not None else []
    asking = f"{_call(asked)}\n{_AWAY}\n{_STATUS}"
    parts = [_imports(asked), *declared(asked, _VARIABLE), *body, asking, _READING[asked.answer]]
    return "\n\n".join(parts) + "\n"


def missing(asked: SnippetRequest, variable: str) -> str:
    """What a program says after the name of a variable without a value; it can stand in quotes in any language."""
    what = "Set it first" if variable == asked.key else "Ask whoever runs the page for it, and set it first"
    return f"is not set. {what}: export {variable}=…"


def local_name(asked: SnippetRequest, variable: str) -> str:
    """What the value of an environment variable is called in a program: `key`, `header_x_team`."""
    return "key" if variable == asked.key else variable.lower()


def declared(asked: SnippetRequest, template: str) -> list[str]:
    """Each variable, in a language's own words for it: with `local`, `variable` and `missing` in braces."""
    return [
        template.format(local=local_name(asked, variable), variable=variable, missing=missing(asked, variable))
        for variable in asked.variables
    ]


def _imports(asked: SnippetRequest) -> str:
    names = ["json"] if asked.answer is Answer.EVENTS else []
    names += ["os"] if asked.variables else []
    return "\n".join(f"import {name}" for name in (*names, "sys")) + "\n\nimport requests"


def _call(asked: SnippetRequest) -> str:
    lines = [
        f"response = requests.{asked.method.lower()}(",
        f"    {python_text(asked.url)},",
        *_headers(asked),
        *(["    json=body,"] if asked.body is not None else []),
        *(["    stream=True,"] if asked.answer is Answer.EVENTS else []),
        "    timeout=(10, 300),  # in seconds",
        ")",
    ]
    return "\n".join(["try:", *(f"    {line}" for line in lines)])


def _headers(asked: SnippetRequest) -> list[str]:
    """`json=` says itself that the body is JSON."""
    lines = ['"Authorization": f"Bearer {key}",'] if asked.key else []
    lines += [
        f"{python_text(name)}: {python_text(value)},"
        for name, value in asked.headers.items()
        if (name.lower(), value) != ("content-type", "application/json")
    ]
    lines += [
        f"{python_text(name)}: {local_name(asked, variable)},  # its value is hidden"
        for name, variable in asked.hidden.items()
    ]
    return ["    headers={", *(f"        {line}" for line in lines), "    },"] if lines else []
