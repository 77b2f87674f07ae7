"""Whatever a message says, the programs send exactly that, and what is shown of them is what they are."""

import ast
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.inspector.programs import program, record_to
from tests.inspector.test_snippet_javascript import body_of
from webchat.inspector.snippets import snippets_of
from webchat.store.exchanges import ExchangeRecord

BASE = "http://127.0.0.1:9/v1"
HOSTILE = [
    'it\'s "quoted" \\ \\\\ \\n \\u0041 \\N{DASH} {x} {{y}} %s %(a)s',
    "$HOME ${HOME} $(id) `id` !! !$ #!",
    "'''\n\"\"\"\nJSON\n<<'JSON'\nEOF\n",
    "\n```\n````python\n~~~~~\n</code></pre><script>alert(1)</script>",
    "\0\x01\x07\x08\t\x0b\x0c\r\n\x1b[31m\x7f\x80\x85\xa0\xad",
    "\u2028\u2029\u200b\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\ufffe\uffff\ue000",
    "😀👩‍👩‍👧🏳️‍🌈 \U000e0041 \U0010ffff مرحبا שלום e\u0301",
    "\ud800 \udfff \udc00\ud800",
    "`" * 200,
    "x" * 5_000,
]
TEXTS = st.text(st.characters(exclude_categories=())) | st.sampled_from(HOSTILE)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
BOUNDED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ours(body: Any, *, is_ascii: bool = True) -> ExchangeRecord:
    """The record of a request with this body; in ASCII it can hold halves of surrogate pairs."""
    encoded = json.dumps(body, ensure_ascii=is_ascii).encode("utf-8", "replace")
    return record_to(BASE, request_body=encoded, request_headers={"Content-Type": "application/json"})


def in_order(value: Any) -> Any:
    """The same with dictionaries as lists, in which order counts."""
    if isinstance(value, dict):
        return [(name, in_order(inner)) for name, inner in value.items()]
    return [in_order(inner) for inner in value] if isinstance(value, list) else (type(value), value)


@BOUNDED
@given(VALUES)
@example({"messages": [{"role": "user", "content": text} for text in HOSTILE]})
@example({"a": {}, "b": [], "c": [True, False, None], "true": "true", "\nnull": "null,\n"})
def test_python_has_the_same_body(body: Any) -> None:
    tree = ast.parse(program(ours({"x": body}), "python").code)

    bodies = [node.value for node in tree.body if isinstance(node, ast.Assign) and _is_named(node, "body")]
    assert [in_order(ast.literal_eval(each)) for each in bodies] == [in_order({"x": body})]


@BOUNDED
@given(VALUES)
@example({"messages": [{"role": "user", "content": text} for text in HOSTILE]})
def test_a_shell_hands_the_same_body_to_curl(fake_curl: Path, body: Any) -> None:
    handed = _run_with(fake_curl, program(ours({"x": body}), "bash").code)

    assert in_order(json.loads(handed)) == in_order({"x": body})


def test_a_text_as_we_send_it_stays_readable() -> None:
    code = program(ours({"a": "Grüße, 世界 😀 مرحبا “x”"}, is_ascii=False), "bash").code

    assert '"a": "Grüße, 世界 😀 مرحبا “x”"' in code


@BOUNDED
@given(VALUES)
@example({"messages": [{"role": "user", "content": text} for text in HOSTILE]})
@example({"__proto__": {"__proto__": "__proto__"}})
def test_javascript_has_the_same_body(body: Any) -> None:
    assert in_order(body_of(program(ours({"x": body}), "javascript"))) == in_order({"x": body})


@BOUNDED
@given(TEXTS)
@example("".join(HOSTILE))
def test_every_program_is_of_characters_that_can_be_seen(text: str) -> None:
    for snippet in snippets_of(ours({"text": text})):
        assert all(character.isprintable() or character == "\n" for character in snippet.code)


@BOUNDED
@given(TEXTS)
@example("".join(HOSTILE))
@example("`" * 3)
@example("`` ` ````")
def test_what_is_shown_and_copied_is_the_program(text: str) -> None:
    for snippet in snippets_of(ours({"text": text})):
        page = BeautifulSoup(str(snippet.html), "html.parser")

        assert [block.get_text() for block in page.select(".code pre")] == [snippet.code]
        assert [element.name for element in page.contents if str(element).strip()] == ["div"]
        assert page.select("[data-action=copy-code]") and not page.select("script")


def test_a_line_of_backticks_does_not_end_what_is_shown() -> None:
    code = "a\n```\n`````\n````\nb\n"
    snippet = replace(program(ours({}), "python"), code=code)

    assert BeautifulSoup(str(snippet.html), "html.parser").select_one("pre").get_text() == code  # type: ignore[union-attr]


def test_a_program_that_is_too_long_to_be_formatted_says_so() -> None:
    snippets = snippets_of(ours({"text": "x\n" * 60_000}))

    assert [snippet.html for snippet in snippets] == [None, None, None]
    assert all(len(snippet.code) > 100_000 for snippet in snippets)


@pytest.mark.parametrize(
    "changes",
    [
        {"request_cut": 1},
        {"is_starred": True},
        {"request_body": b"no JSON"},
        {"request_body": b'{"a": NaN}'},
        {"request_body": b"[" * 100_000 + b"]" * 100_000},
        {"request_body": b'{"a": 1e999}'},
        {"request_body": b'{"a": "\xff"}'},
        {"method": "DELETE"},
    ],
)
def test_what_no_program_can_repeat_gives_none(changes: dict[str, Any]) -> None:
    assert snippets_of(record_to(BASE, **changes)) == ()


def test_an_address_loses_its_user_and_password() -> None:
    record = record_to("http://me:*****@127.0.0.1:9/v1", request_headers={"Authorization": "Basic $OPENAI_BASE_URL"})

    for snippet in snippets_of(record):
        assert "http://127.0.0.1:9/v1/chat/completions" in snippet.code and "*****" not in snippet.code
        assert "HEADER_AUTHORIZATION" in snippet.code and "OPENAI_BASE_URL" not in snippet.code


@pytest.mark.parametrize(
    ("base_url", "is_local"),
    [
        ("http://127.0.0.1:9/v1", True),
        ("http://localhost:9/v1", True),
        ("http://[::1]:9/v1", True),
        ("http://192.168.1.4:9/v1", False),
        ("https://api.openai.com/v1", False),
    ],
)
def test_an_address_of_this_machine_is_known_as_one(base_url: str, is_local: bool) -> None:
    assert {snippet.is_local for snippet in snippets_of(record_to(base_url))} == {is_local}


@pytest.fixture(scope="module")
def fake_curl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a `curl` that prints what it is given on its standard input, so that only the shell is tried."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "curl").write_text("#!/bin/sh\nexec cat\n")
    (folder / "curl").chmod(0o755)
    return folder


def _run_with(folder: Path, code: str) -> str:
    environment = {"PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-s"], input=code, env=environment, capture_output=True, text=True, timeout=10)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _is_named(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
