"""Whether an accent colour can be read in both themes, as the page really uses it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webchat.assistants.accents import DARK, LIGHT, Theme, accent_of
from webchat.assistants.colour import Colour, Oklch
from webchat.assistants.look import address_of, sheet, version
from webchat.models.assistant import Accent, Assistant

CSS = Path(__file__).parents[2] / "static" / "css"
SHADE = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#000000", 2.44),
    ],
)
def test_contrast_is_what_wcag_says_it_is(one: str, other: str, ratio: float) -> None:
    assert Colour(one).contrast(Colour(other)) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("text", ["#1f6f8b", "#000000", "#ffffff", "#ffdd00", "#00ff00", "#7b3fe4"])
def test_a_colour_that_becomes_lightness_chroma_and_hue_comes_back(text: str) -> None:
    assert Colour.shown(Colour(text).oklch()).text == text


def test_three_digits_mean_six() -> None:
    assert Colour.of("#0aF") == Colour("#00aaff")


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("page", "page"),
        ("surface", "surface"),
        ("danger-surface", "danger"),
        ("on-accent", "on_accent"),
        ("bubble", "bubble"),
    ],
)
def test_what_is_measured_against_is_what_the_page_shows(name: str, attribute: str) -> None:
    found = re.search(rf"--color-{name}: light-dark\({SHADE}, {SHADE}\)", (CSS / "tokens.css").read_text())
    assert found
    numbers = [float(number) for number in found.groups()]

    shown = [Oklch(round(numbers[at] / 100, 4), numbers[at + 1], numbers[at + 2]) for at in (0, 3)]

    assert shown == [getattr(LIGHT, attribute), getattr(DARK, attribute)]


def test_no_colour_is_usable_as_it_is_in_both_themes() -> None:
    greys = [Colour(f"#{part:02x}{part:02x}{part:02x}") for part in range(256)]

    assert not [grey for grey in greys if LIGHT.fits(grey) and DARK.fits(grey)]


def test_one_colour_stays_in_the_light_theme_and_becomes_lighter_in_the_dark_one() -> None:
    accent = accent_of("#1a5fb4")

    assert accent.light == "#1a5fb4"
    assert accent.dark == "#478ae3"


def test_two_colours_stay_as_they_are() -> None:
    assert accent_of("#1A5FB4", "#78AEED") == Accent(light="#1a5fb4", dark="#78aeed")


def test_the_contrast_that_is_told_is_never_rounded_up_to_what_is_missed() -> None:
    text = next(text for part in range(256) if not LIGHT.fits(Colour(text := f"#{part:02x}{part:02x}{part:02x}")))

    with pytest.raises(ValueError, match=r"has a contrast of 4\.[0-4]\d:1 in the light theme, and needs 4\.5:1"):
        accent_of(text)


@given(COLOURS)
@settings(max_examples=60, deadline=None)
def test_the_colour_that_a_refusal_names_would_do(text: str) -> None:
    try:
        accent_of(text)
    except ValueError as error:
        suggested = str(error).split('"')[3]
        assert accent_of(suggested).light == suggested


@given(COLOURS)
@settings(max_examples=60, deadline=None)
def test_links_buttons_and_buttons_under_the_pointer_can_be_read_in_both_themes(text: str) -> None:
    accent = accent_of(LIGHT.near(Colour(text)).text)

    for theme, colour in ((LIGHT, accent.light), (DARK, accent.dark)):
        assert least_contrast(theme, Colour(colour)) >= 4.5
        assert least_contrast(theme, theme.hovered(Colour(colour))) >= 4.5


def least_contrast(theme: Theme, colour: Colour) -> float:
    return min(
        colour.contrast(Colour.shown(each)) for each in (theme.page, theme.surface, theme.danger, theme.on_accent)
    )


def test_the_sheet_sets_both_accents_for_both_themes_and_nothing_else() -> None:
    css = sheet(Accent(light="#1a5fb4", dark="#78aeed"))

    declared = dict(re.findall(r"(--[\w-]+): light-dark\((#\w{6}, #\w{6})\);", css))

    assert declared.keys() == {"--color-accent", "--color-accent-strong", "--color-bubble"}
    assert declared["--color-accent"] == "#1a5fb4, #78aeed"
    hues = [Colour(text).oklch().hue for text in declared["--color-bubble"].split(", ")]
    assert hues == pytest.approx([Colour("#1a5fb4").oklch().hue, Colour("#78aeed").oklch().hue], abs=3)


def test_the_address_of_the_sheet_changes_with_the_colours_only() -> None:
    blue, green = accent_of("#1a5fb4"), accent_of("#0b6e4f")
    assistant = Assistant(slug="one", name="One", accent=blue)

    assert address_of(assistant) == f"/a/one/look.css?v={version(blue)}"
    assert version(blue) == version(accent_of("#1A5FB4")) != version(green)
    assert address_of(Assistant(slug="two", name="Two")) is None
