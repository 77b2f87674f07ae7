"""Links lead where they say, in a page of their own; pictures are links and are never fetched."""

import pytest

from tests.markup.parsed import only, outline, rendered, text_of
from webchat.markup.autolinks import MAX_ADDRESS_CHARACTERS
from webchat.markup.bounds import Allowance


@pytest.mark.parametrize("address", ["http://a.example/", "HTTPS://a.example", "mailto:me@a.example"])
def test_link_opens_in_its_own_page_and_tells_nothing_about_ours(address: str) -> None:
    reply = rendered(f'[*text*]({address} "a title")')

    link = only(reply, ".//a")

    assert link.attrib == {
        "href": address,
        "title": "a title",
        "target": "_blank",
        "rel": "noopener noreferrer nofollow",
    }
    assert outline(link) == "<em>text</em>"


@pytest.mark.parametrize(
    "address",
    ["/a", "#a", "a.html", "//a.example", "?a", "https:a", "https:/a", "ftp://a.example", "tel:1", "file:///a", "x:y"],
)
def test_link_to_anything_but_the_web_and_mail_is_its_text(address: str) -> None:
    reply = rendered(f"see [*the page*]({address}).")

    assert outline(reply) == "<p>see <em>the page</em>.</p>"


def test_link_without_text_shows_its_address() -> None:
    reply = rendered("[](https://a.example)")

    assert text_of(only(reply, ".//a")) == "https://a.example"


def test_link_whose_text_cannot_be_seen_shows_its_address() -> None:
    reply = rendered("[\u200b](https://a.example)")

    assert text_of(only(reply, ".//a")) == "https://a.example"


def test_types_of_other_languages_in_angle_brackets_stay() -> None:
    reply = rendered("a vector<std::string> of <custom:thing>")

    assert outline(reply) == "<p>a vector<std::string> of <custom:thing></p>"


@pytest.mark.parametrize(
    ("markdown", "address", "shown"),
    [
        ("![a *cat*](https://a.example/c.png)", "https://a.example/c.png", "a cat"),
        ("![](https://a.example/c.png)", "https://a.example/c.png", "https://a.example/c.png"),
        ("![a][c]\n\n[c]: https://a.example/c.png", "https://a.example/c.png", "a"),
    ],
)
def test_picture_is_a_marked_link(markdown: str, address: str, shown: str) -> None:
    reply = rendered(markdown)

    link = only(reply, ".//a")

    assert (link.get("class"), link.get("href"), text_of(link)) == ("image-link", address, shown)
    assert reply.findall(".//img") == []


@pytest.mark.parametrize(
    ("markdown", "shown"), [("![a cat](data:image/png;base64,AAAA)", "a cat"), ("![](cat.png)", "image")]
)
def test_picture_that_is_not_on_the_web_is_text(markdown: str, shown: str) -> None:
    reply = rendered(markdown)

    assert outline(reply) == f"<p>{shown}</p>"


def test_picture_inside_a_link_is_the_text_of_that_link() -> None:
    reply = rendered("[![build](https://a.example/b.svg)](https://c.example)")

    link = only(reply, ".//a")

    assert (link.get("href"), link.get("class"), text_of(link)) == ("https://c.example", None, "build")


@pytest.mark.parametrize("mark", ["\u202e", "\u202a", "\u2066", "\u2069", "\u200f", "\u061c"])
def test_marks_of_direction_cannot_disguise_a_link(mark: str) -> None:
    reply = rendered(f'[a{mark}b](https://a.example/c{mark}d "e{mark}f") and https://a.example/g{mark}h')

    links = reply.findall(".//a")

    assert [(link.get("href"), text_of(link)) for link in links] == [
        ("https://a.example/cd", "ab"),
        ("https://a.example/gh", "https://a.example/gh"),
    ]
    assert links[0].get("title") == "ef"


def test_letters_of_other_scripts_cannot_pose_as_a_known_host() -> None:
    cyrillic = "https://\u0430pple.com/\u0430"

    reply = rendered(f"{cyrillic} <{cyrillic}>")

    assert [text_of(link) for link in reply.findall(".//a")] == ["https://xn--pple-43d.com/\u0430"] * 2


def test_address_that_is_too_long_is_text() -> None:
    address = "https://a.example/" + "b" * MAX_ADDRESS_CHARACTERS

    reply = rendered(f"[text]({address})\n\n{address}")

    assert reply.findall(".//a") == []


def test_address_written_once_and_used_often_cannot_flood_the_page() -> None:
    definition = "[a]: https://a.example/" + "b" * 1900

    reply = rendered(definition + "\n\n" + "[a] " * 20_000)

    sent = sum(len(link.get("href", "")) for link in reply.findall(".//a"))
    assert 0 < sent <= Allowance().address_characters
