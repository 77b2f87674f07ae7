"""Style sheets and scripts: joined, small, compressed as each browser accepts it, and within their budget."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from werkzeug.test import TestResponse

from tests.person import Person

STATIC = Path(__file__).parents[2] / "static"
SCRIPTS, STYLES = STATIC / "js", STATIC / "css"
BUDGET = 6 * 1024  # bytes of our own scripts, as they travel


def address_of(person: Person, kind: str) -> str:
    """The address by which the first page names `app.css`, `app.js` or `htmx.js`."""
    page = person.open("/")
    named = [str(element.get("src") or element.get("href")) for element in page.all("script, link")]
    stem, _, ending = kind.partition(".")
    return next(address for address in named if re.fullmatch(rf"/static/{stem}\.[0-9a-f]{{16}}\.{ending}", address))


def fetch(person: Person, kind: str, accepted: str = "") -> TestResponse:
    return person.client.get(address_of(person, kind), headers={"Accept-Encoding": accepted})


def test_our_scripts_stay_within_six_kilobytes(alice: Person) -> None:
    travelled = len(fetch(alice, "app.js", "gzip, deflate, br").data)
    by_gzip = len(fetch(alice, "app.js", "gzip").data)

    assert 2000 < travelled <= BUDGET, f"{travelled} bytes by Brotli, {by_gzip} by gzip"


@pytest.mark.parametrize("kind", ["app.css", "app.js", "htmx.js"])
@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("gzip;q=0, identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_browser_gets_what_it_accepts_and_the_same_content(alice, kind, accepted, encoding, decode) -> None:
    plain = fetch(alice, kind)

    answer = fetch(alice, kind, accepted)

    assert answer.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.headers["Content-Type"] == plain.headers["Content-Type"]
    assert decode(answer.data) == plain.data


def test_comments_do_not_travel(alice: Person) -> None:
    script = fetch(alice, "app.js").text
    style = fetch(alice, "app.css").text

    for line in (path.read_text(encoding="utf-8").splitlines()[0] for path in SCRIPTS.glob("*.js")):
        assert line.startswith("// ") and line not in script
    assert "/*" not in style and "\n" not in style.strip()


def test_what_scripts_share_comes_first_and_all_else_is_a_block(alice: Person) -> None:
    script = fetch(alice, "app.js").text

    assert script.index("const composer=") < script.index("{")
    assert script.count("const composer=") == 1
    names = [
        re.findall(r"^(?:const|let|function|async function) (\w+)", path.read_text(), re.M)
        for path in SCRIPTS.glob("*.js")
    ]
    assert all(len(set(own)) == len(own) for own in names)


def test_layers_calculations_and_selectors_survive(alice: Person) -> None:
    style = fetch(alice, "app.css").text
    written = "".join(path.read_text(encoding="utf-8") for path in STYLES.glob("*.css"))

    assert "@layer tokens,base,layout,controls,features" in style
    assert re.search(r"calc\(.+? [+-] .+?\)", style)
    descendants = re.compile(r"[\w\])] :(?:is|not|where|has)\(")  # without the space they mean something else
    assert sorted(descendants.findall(style)) == sorted(descendants.findall(written))
    assert descendants.search(style)


def test_a_name_with_another_hash_is_not_found(alice: Person) -> None:
    address = address_of(alice, "app.js")

    answer = alice.open(re.sub(r"[0-9a-f]{16}", "0" * 16, address))

    assert answer.status == 404
