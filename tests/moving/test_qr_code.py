"""The QR code: its modules are those of the library, and whole."""

import re

import segno

from webchat.moving.qr_code import QUIET_ZONE, qr_code

LINK = "https://chat.example.org/moves/" + "x" * 43


def drawn(path: str) -> set[tuple[int, int]]:
    """The dark modules (column, row) that a path of rectangles covers."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{w}v1h-{back}z" for x, y, w, back in runs) == path
    return {(int(x) + step, int(y)) for x, y, w, _ in runs for step in range(int(w))}


def test_every_dark_module_is_drawn_and_no_other() -> None:
    rows = segno.make_qr(LINK, error="m", boost_error=False).matrix
    dark = {(x + QUIET_ZONE, y + QUIET_ZONE) for y, row in enumerate(rows) for x, module in enumerate(row) if module}

    code = qr_code(LINK)

    assert drawn(code.path) == dark
    assert code.size == len(rows) + 2 * QUIET_ZONE
