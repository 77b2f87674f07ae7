"""What files are called."""

import pytest

from webchat.exports import file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Why?", "Why"),
        ("../../etc/passwd", "etc passwd"),
        ("C:\\boot.ini", "C boot.ini"),
        ("  . hidden", "hidden"),
        ("trailing. . ", "trailing"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Console", "Console"),
        ("a\0b\x1bc\u202ed", "abcd"),
        ("line\nbreak\ttab", "line break tab"),
        ("日本語のタイトル", "日本語のタイトル"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("e\u0301", "é"),
        ("///", "conversation"),
        ("", "conversation"),
        (None, "conversation"),
        ("x" * 500, "x" * 80),
        ("日" * 500, "日" * 50),
        ("a\ud800b", "ab"),
    ],
)
def test_a_title_becomes_a_name_that_is_safe_everywhere(title: str | None, name: str) -> None:
    assert file_name.safe(title) == name


def test_a_header_cannot_be_broken_out_of() -> None:
    made = file_name.disposition('a"; filename="evil.exe\r\nX: y;é.md')

    assert made.isascii() and made.isprintable()
    assert made.count('"') == 2
    assert "%0D%0A" in made
