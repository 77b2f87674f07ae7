"""The link as a QR code (ISO/IEC 18004), drawn as one path of an SVG, so that no style has to stand in the page."""

from dataclasses import dataclass

QUIET_ZONE = 4  # modules of light around it, ISO/IEC 18004 §5.3.8


@dataclass(frozen=True, slots=True)
class QrCode:
    """`size`: modules in width and height, with the quiet zone. `path`: the dark ones, as the `d` of an SVG path."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The QR code of a text, with error correction of 15 %."""
    import segno  # needed for nothing else

    rows = segno.make_qr(text, error="m", boost_error=False).matrix
    size = len(rows) + 2 * QUIET_ZONE
    return QrCode(size, "".join(_runs(bytes(row), place + QUIET_ZONE) for place, row in enumerate(rows)))


def _runs(row: bytes, line: int) -> str:
    """The dark runs of one row as rectangles of height 1."""
    path, start = [], 0
    while (start := row.find(1, start)) >= 0:
        end = row.find(0, start)
        length = (end if end >= 0 else len(row)) - start
        path.append(f"M{start + QUIET_ZONE} {line}h{length}v1h-{length}z")
        start += length
    return "".join(path)
