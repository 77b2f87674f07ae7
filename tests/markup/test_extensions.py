"""What GitHub Flavored Markdown 0.29 adds: tables, task lists, strikethrough, and addresses written bare."""

import pytest

from tests.markup.parsed import only, outline, rendered, text_of

TABLE = "| |Price|Count|\n|:-|-:|:-:|\n|Tea|1.50|*3*|\n"


def test_table_has_headings_and_cells() -> None:
    reply = rendered(TABLE)

    assert [text_of(cell) for cell in reply.findall(".//th")] == ["Price", "Count"]
    assert [text_of(cell) for cell in reply.findall(".//tbody//td")] == ["Tea", "1.50", "3"]


def test_empty_heading_cell_is_no_heading() -> None:
    reply = rendered(TABLE)

    first = only(reply, ".//thead/tr")[0]

    assert first.tag == "td"


def test_cells_are_aligned_by_class_without_style() -> None:
    reply = rendered(TABLE)

    cells = reply.findall(".//tbody//td")

    assert [cell.attrib for cell in cells] == [
        {"class": "table__left"},
        {"class": "table__right"},
        {"class": "table__center"},
    ]


def test_table_scrolls_in_a_named_box_that_the_keyboard_reaches() -> None:
    reply = rendered(TABLE)

    box = only(reply, "div")

    assert box.attrib == {"class": "table", "role": "group", "tabindex": "0", "aria-label": "Table"}
    assert [child.tag for child in box] == ["table"]


def test_tasks_are_named_checkboxes_that_cannot_be_changed() -> None:
    reply = rendered("- [x] one\n- [ ] two\n- three")

    boxes = reply.findall(".//input")

    assert [(box.get("aria-label"), box.get("checked") is not None) for box in boxes] == [
        ("Done", True),
        ("To do", False),
    ]
    assert all(box.get("type") == "checkbox" and box.get("disabled") is not None for box in boxes)
    assert [text_of(item).strip() for item in reply.findall(".//li")] == ["one", "two", "three"]


def test_two_tildes_strike_through() -> None:
    reply = rendered("~~old~~ new")

    assert outline(reply) == "<p><s>old</s> new</p>"


@pytest.mark.parametrize(
    ("markdown", "address", "shown"),
    [
        ("see https://a.example/b?c=d&e=f.", "https://a.example/b?c=d&e=f", "https://a.example/b?c=d&e=f"),
        ("(http://a.example/b_c_(d))", "http://a.example/b_c_(d)", "http://a.example/b_c_(d)"),
        ("**https://a.example/b**", "https://a.example/b", "https://a.example/b"),
        ("www.a.example/b", "http://www.a.example/b", "www.a.example/b"),
        ("me@a.example.com", "mailto:me@a.example.com", "me@a.example.com"),
        ("<https://a.example>", "https://a.example", "https://a.example"),
    ],
)
def test_bare_address_is_a_link(markdown: str, address: str, shown: str) -> None:
    reply = rendered(markdown)

    link = only(reply, ".//a")

    assert (link.get("href"), text_of(link)) == (address, shown)


@pytest.mark.parametrize(
    "text",
    ["main.py and README.md", "ftp://a.example/b", "//a.example", "a.www.example", "std://a.b", "https://", "1.2.3.4"],
)
def test_what_only_resembles_an_address_is_text(text: str) -> None:
    reply = rendered(text)

    assert outline(reply) == f"<p>{text}</p>"
