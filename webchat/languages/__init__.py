"""In which language the page speaks, and how it writes numbers, moments and money: by preference, then by browser.

A language is there when its folder in `webchat/translations` holds a compiled catalogue; English needs none.
"""

from webchat.languages.framing import Exchange, exchange, exchanged, in_json
from webchat.languages.installing import install, offer
from webchat.languages.listener import Listener, listener, speaking

__all__ = [
    "Exchange",
    "Listener",
    "exchange",
    "exchanged",
    "in_json",
    "install",
    "listener",
    "offer",
    "speaking",
]
