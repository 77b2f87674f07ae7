"""A request as a JavaScript program with `fetch`, which Node 18 and later run as it is."""

from webchat.inspector.snippet_python import declared, local_name
from webchat.inspector.snippet_request import Answer, SnippetRequest
from webchat.inspector.snippet_text import javascript_text, json_text

_VARIABLE = """\
const {local} = process.env.{variable};
if (!{local}) {{
  console.error("{variable} {missing}");
  process.exit(1);
}}"""

_STATUS = """\
if (!response.ok) {
  console.error(`${response.status} ${response.statusText}: ${await response.text()}`);
  process.exit(1);
}"""

_READING = {
    Answer.EVENTS: """\
// The answer comes in pieces. Each is one line: data: {…}
let rest = "";
for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    const data = line.startsWith("data:") ? line.slice(5).trim() : "";
    if (data === "" || data === "[DONE]") continue;
    const event = JSON.parse(data);
    if (event.error) throw new Error(JSON.stringify(event.error));
    for (const choice of event.choices ?? []) process.stdout.write(choice.delta.content ?? "");
  }
}
console.log();""",
    Answer.MESSAGE: """\
const answer = await response.json();
console.log(answer.choices[0].message.content);""",
    Answer.TEXT: "console.log(await response.text());",
}


def javascript_of(asked: SnippetRequest) -> str | None:
    """The program, to be saved as a module (`.mjs`); None when JavaScript has not the numbers of the body."""
    body = javascript_text(asked.body)
    if body is None:
        return None
    bodies = [f"const body = {body};"] if asked.body is not None else []
    parts = [*declared(asked, _VARIABLE), *bodies, f"{_call(asked)}\n{_STATUS}", _READING[asked.answer]]
    return "\n\n".join(parts) + "\n"


def _call(asked: SnippetRequest) -> str:
    lines = [
        f"const response = await fetch({json_text(asked.url)}, {{",
        f'  method: "{asked.method}",',
        *_headers(asked),
        *(["  body: JSON.stringify(body),"] if asked.body is not None else []),
        "  signal: AbortSignal.timeout(300_000), // milliseconds",
        "});",
    ]
    return "\n".join(lines)


def _headers(asked: SnippetRequest) -> list[str]:
    lines = ['"Authorization": `Bearer ${key}`,'] if asked.key else []
    lines += [f"{json_text(name)}: {json_text(value)}," for name, value in asked.headers.items()]
    lines += [
        f"{json_text(name)}: {local_name(asked, variable)}, // its value is hidden"
        for name, variable in asked.hidden.items()
    ]
    return ["  headers: {", *(f"    {line}" for line in lines), "  },"] if lines else []
