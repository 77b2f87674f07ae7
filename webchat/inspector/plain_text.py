"""Bytes as text to be read, where they are no JSON: what no text can hold is shown by a sign or by its number."""

_SIGNS = {number: 0x2400 + number for number in range(32) if chr(number) not in "\t\n\r"} | {127: 0x2421}


def plain_text(body: bytes) -> str:
    r"""UTF-8 as it is; other bytes as `\xff`, control characters by their pictures (Unicode, U+2400 to U+2421)."""
    return body.decode(errors="backslashreplace").translate(_SIGNS)
