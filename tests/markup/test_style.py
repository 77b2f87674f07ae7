"""The style sheet of the reply: colours that can be read in both themes, and one for every class that we make."""

import math
import re
from pathlib import Path

import pytest

from webchat.markup.highlighting import CLASSES

STYLES = Path(__file__).parents[2] / "static" / "css"
MARKUP = "".join(sheet.read_text(encoding="utf-8") for sheet in sorted(STYLES.glob("markup*.css")))
TOKENS = (STYLES / "tokens.css").read_text(encoding="utf-8")
SMALLEST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3."""


def colours(name: str, style: str) -> list[tuple[float, float, float]]:
    """Return the two colours, light and dark, that a custom property holds."""
    [value] = re.findall(rf"{name}: (light-dark\(.+\));", style)
    found = re.findall(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", value)
    return [(float(lightness) / 100, float(chroma), float(hue)) for lightness, chroma, hue in found]


def luminance(colour: tuple[float, float, float]) -> float:
    """Return the relative luminance of an OKLCH colour (CSS Color 4, section 10; clipped to sRGB)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"(--code-\w+): light-dark", MARKUP))))
def test_code_can_be_read_in_both_themes(name: str) -> None:
    backgrounds = colours("--color-surface", TOKENS)

    contrasts = [contrast(*pair) for pair in zip(colours(name, MARKUP), backgrounds, strict=True)]

    assert len(contrasts) == 2
    assert min(contrasts) >= SMALLEST_CONTRAST


def test_luminance_is_that_of_black_and_white() -> None:
    extremes = [luminance((0.0, 0.0, 0.0)), luminance((1.0, 0.0, 0.0))]

    assert extremes == pytest.approx([0.0, 1.0], abs=0.001)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_class_of_the_highlighter_has_a_style(name: str) -> None:
    code_styles = MARKUP.partition(".code code {")[2]

    assert re.search(rf"\.{name}\b", code_styles)


def test_every_custom_property_used_is_defined() -> None:
    used = set(re.findall(r"var\((--[\w-]+)", MARKUP))

    defined = set(re.findall(r"(--[\w-]+):", MARKUP + TOKENS))

    assert used <= defined
