"""What tests of `webchat setup` answer: its questions, keys that are right and wrong, and how one begins."""

from tests.setup.terminal import Terminal

RIGHT, WRONG = "sk-right-0123456789", "sk-wrong-9876543210"
NOBODY = "http://127.0.0.1:9/v1"
NUMBER, ADDRESS, KEY, MODEL = "Number [1]: ", "Address, up to /v1: ", "paste it): ", "its name or a part of the name"


def begin(terminal: Terminal, address: str, key: str) -> None:
    """Choose another address, and say which and with which key."""
    terminal.answer(NUMBER, "3")
    terminal.answer(ADDRESS, address)
    terminal.answer(KEY, key)
