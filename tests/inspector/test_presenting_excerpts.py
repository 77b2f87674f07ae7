"""What of a long text stands on a screen of the presenter's view, and that nothing disappears without being counted."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webchat.inspector.json_text import json_lines
from webchat.inspector.presenting_excerpts import (
    COLUMNS,
    MOST_LINES,
    TEXT_CHARACTERS,
    TEXT_LINES,
    Excerpt,
    beginning,
    of_json,
    of_text,
)

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=400)
BOUNDED = settings(deadline=None, max_examples=60)


def shown(found: Excerpt) -> list[str]:
    return ["".join(lexeme.text for lexeme in line) for line in found.lines]


def lines_of(value: Any) -> Any:
    return json_lines(json.dumps(value, ensure_ascii=False).encode())


def test_what_fits_is_shown_whole() -> None:
    found = of_json(lines_of({"role": "user", "content": "Hello"}))

    assert shown(found) == ["{", '  "role": "user",', '  "content": "Hello"', "}"]
    assert (found.lines_left_out, found.characters_left_out) == (0, 0)


def test_a_part_is_indented_from_its_own_beginning() -> None:
    inner = [line for line in lines_of({"a": {"b": [1]}}) if line.path[:2] == ("a", "b")]

    assert shown(of_json(inner)) == ['"b": [', "  1", "]"]


def test_of_many_lines_the_first_and_the_last_are_shown() -> None:
    found = of_text("\n".join(map(str, range(100))))

    assert shown(found) == ["0", "1", "2", "3", "4", "…", "95", "96", "97", "98", "99"]
    assert found.lines_left_out == 90


@pytest.mark.parametrize("count", [MOST_LINES - 1, MOST_LINES, MOST_LINES + 1])
def test_all_lines_are_shown_or_counted(count: int) -> None:
    found = of_text("\n".join("x" * count))

    assert len(found.lines) <= MOST_LINES
    assert shown(found).count("x") + found.lines_left_out == count


def test_a_long_text_in_json_keeps_its_beginning_and_its_quotation_marks() -> None:
    found = of_json(lines_of({"content": "y" * 100, "role": "user"}))

    line = shown(found)[1]
    assert line.startswith('  "content": "yyy') and line.endswith('yyy…",')
    assert len(line) == COLUMNS
    assert line.count("y") + found.characters_left_out == 100


def test_no_escape_is_cut_in_two() -> None:
    for length in range(30, 60):
        line = shown(of_json(lines_of({"c": "z" * length + "\u0000\n\\" * 9})))[1]

        assert json.loads(line.removeprefix('  "c": ').replace("…", ""))


@BOUNDED
@given(TEXTS)
def test_no_line_is_longer_than_the_screen_and_every_character_is_counted(text: str) -> None:
    found = of_json(lines_of({"content": text}))

    line = found.lines[1]
    written = json.dumps(text, ensure_ascii=False)
    assert sum(len(lexeme.text) for lexeme in line) <= COLUMNS
    kept = line[-1].text
    assert kept == written or len(kept) - 1 + found.characters_left_out == len(written)


@BOUNDED
@given(TEXTS)
def test_a_text_is_short_and_what_is_missing_is_counted(text: str) -> None:
    found = beginning(text)

    kept = text[: len(text) - found.left_out]
    assert len(kept) <= TEXT_CHARACTERS and kept.count("\n") < TEXT_LINES
    assert found.text == (text if not found.left_out else kept.rstrip() + " …")
