"""Judges an accent colour: what the page writes in it, and on it, can be read in both themes.

A colour that is dark enough for the light theme is too dark for the dark one, whichever it is. So one colour is the
light theme's; the dark theme's is the same hue, as much lighter as it must be. Whoever wants another writes both.
"""

import math
from dataclasses import dataclass

from webchat.assistants.colour import Colour, Oklch
from webchat.models.assistant import Accent
from webchat.toml_table import shown

LEAST = 4.5  # WCAG 2.2, 1.4.3 Contrast (Minimum), for text of any size
HOVERED = 0.07  # how much a button's lightness changes under the pointer


@dataclass(frozen=True, slots=True)
class Theme:
    """What an accent colour meets in a theme, as in `static/css/tokens.css`: links stand on `page`, on `surface` and
    with words about a failure on `danger`; `on_accent` is written on buttons of this colour. It contrasts the more, the
    nearer its lightness is to `away`. `bubble` is behind what its visitor has written, and gets the accent's hue."""

    name: str
    page: Oklch
    surface: Oklch
    danger: Oklch
    on_accent: Oklch
    bubble: Oklch
    away: float

    @property
    def grounds(self) -> tuple[Oklch, ...]:
        """All that it has to be read on, or that has to be read on it."""
        return self.page, self.surface, self.danger, self.on_accent

    def contrast(self, colour: Colour) -> float:
        """The least contrast that this colour has here."""
        return min(colour.contrast(Colour.shown(each)) for each in self.grounds)

    def fits(self, colour: Colour) -> bool:
        """Whether all that is written in this colour, or on it, can be read."""
        return self.contrast(colour) >= LEAST

    def near(self, colour: Colour) -> Colour:
        """The colour itself where it fits, else the nearest of its hue that does."""
        return colour if self.fits(colour) else colour.nearest(towards=self.away, fits=self.fits)

    def hovered(self, colour: Colour) -> Colour:
        """The colour under the pointer: a little further from what it stands on."""
        own = colour.oklch()
        step = math.copysign(HOVERED, self.away - 0.5)
        return Colour.shown(own.at(min(max(own.lightness + step, 0.0), 1.0)))

    def tinted(self, colour: Colour) -> Colour:
        """The bubble in the colour's hue: as light as it is anyway, and no more colourful."""
        own, usual = colour.oklch(), self.bubble
        return Colour.shown(Oklch(usual.lightness, min(usual.chroma, own.chroma), own.hue))


LIGHT = Theme(
    name="light",
    page=Oklch(0.99, 0.003, 210),
    surface=Oklch(0.962, 0.006, 210),
    danger=Oklch(0.97, 0.014, 25),
    on_accent=Oklch(0.99, 0.003, 210),
    bubble=Oklch(0.945, 0.021, 208),
    away=0.0,
)
DARK = Theme(
    name="dark",
    page=Oklch(0.20, 0.01, 230),
    surface=Oklch(0.25, 0.012, 230),
    danger=Oklch(0.26, 0.035, 25),
    on_accent=Oklch(0.20, 0.02, 230),
    bubble=Oklch(0.30, 0.03, 215),
    away=1.0,
)


def accent_of(light: str, dark: str | None = None) -> Accent:
    """The accent of one colour, or of one for each theme. Raises ValueError with a sentence."""
    return Accent(light=_judged(light, LIGHT).text, dark=(_judged(dark, DARK) if dark else _for_dark(light)).text)


def _judged(text: str, theme: Theme) -> Colour:
    colour = _colour(text)
    if theme.fits(colour):
        return colour
    measured = math.floor(100 * theme.contrast(colour)) / 100  # never rounded up to what it misses
    raise ValueError(
        f'the colour "{text}" has a contrast of {measured:.2f}:1 in the {theme.name} theme, and needs {LEAST}:1 to be '
        f'read there: "{theme.near(colour).text}" would do.'
    )


def _for_dark(text: str) -> Colour:
    return DARK.near(_colour(text))


def _colour(text: str) -> Colour:
    try:
        return Colour.of(text)
    except ValueError:
        raise ValueError(
            f'"{shown(text)}" is no colour: write # and six hexadecimal digits, such as "#1f6f8b".'
        ) from None
