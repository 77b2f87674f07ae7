"""Colours as numbers: how light they are, how much they contrast, and the same hue lighter or darker.

Sources: CSS Color 4 §4.1 (sRGB) and §9.4 (Oklch) for the conversions; WCAG 2.2 for relative luminance and contrast.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

STEP = 0.005  # of lightness, when a near colour is looked for
Linear = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Oklch:
    """A colour by lightness (0 to 1), chroma (0 to about 0.4) and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float

    def linear(self) -> Linear:
        """Linear-light red, green and blue; outside of 0 to 1 where no screen can show it."""
        angle = math.radians(self.hue)
        a, b = self.chroma * math.cos(angle), self.chroma * math.sin(angle)
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )

    def at(self, lightness: float) -> Self:
        """The same hue at another lightness, as colourful as a screen can show it there."""
        chroma = self.chroma
        while chroma > 0.001 and not all(
            -0.0005 <= part <= 1.0005 for part in Oklch(lightness, chroma, self.hue).linear()
        ):
            chroma *= 0.97
        return type(self)(lightness, chroma, self.hue)


@dataclass(frozen=True, slots=True)
class Colour:
    """An sRGB colour, written as `#rrggbb` in small letters."""

    text: str

    @classmethod
    def of(cls, text: str) -> Self:
        """The colour that `#rgb` or `#rrggbb` names; ValueError for anything else."""
        if not re.fullmatch(r"#(?:[0-9A-Fa-f]{3}){1,2}", text):
            raise ValueError(text)
        digits = text[1:].lower()
        return cls("#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits)))

    @classmethod
    def shown(cls, colour: Oklch) -> Self:
        """What a screen shows of a colour: its parts cut to what there is, in 256 steps."""
        parts = (round(255 * _encoded(min(max(part, 0.0), 1.0))) for part in colour.linear())
        return cls("#" + "".join(f"{part:02x}" for part in parts))

    def linear(self) -> Linear:
        """Linear-light red, green and blue, from 0 to 1."""
        red, green, blue = (_decoded(int(self.text[at : at + 2], 16) / 255) for at in (1, 3, 5))
        return red, green, blue

    def oklch(self) -> Oklch:
        """Its lightness, chroma and hue."""
        red, green, blue = self.linear()
        long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)))

    def luminance(self) -> float:
        """Relative luminance as WCAG 2.2 defines it, from 0 (black) to 1 (white)."""
        red, green, blue = self.linear()
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(self, other: "Colour") -> float:
        """The contrast ratio of WCAG 2.2, from 1 to 21."""
        darker, lighter = sorted((self.luminance(), other.luminance()))
        return (lighter + 0.05) / (darker + 0.05)

    def nearest(self, *, towards: float, fits: Callable[["Colour"], bool]) -> "Colour":
        """The first colour of the same hue that fits, on the way to a lightness of `towards`; at last that itself."""
        own = self.oklch()
        steps = math.ceil(abs(towards - own.lightness) / STEP)
        for step in range(1, steps):
            found = Colour.shown(own.at(own.lightness + math.copysign(step * STEP, towards - own.lightness)))
            if fits(found):
                return found
        return Colour.shown(own.at(towards))


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
