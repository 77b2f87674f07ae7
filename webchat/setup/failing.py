"""What a failed try means to whoever sits at the terminal, who knows no variable yet; and what may help."""

from webchat.provider import KeyRefused, ModelUnknown, NoKey, ProviderError, Unreachable
from webchat.setup.choice import Choice

REFUSED = "The service does not accept this key: it is wrong, expired or revoked, or belongs to another service."
NO_KEY = "The service wants a key."
UNKNOWN = "The service has no model of that name, or does not offer it to this key."
AWAY = "Nothing answers at {address}. Check the address, that the service runs, and that this machine may reach it."

ASTRAY = "{address} answers, but has no such path. Check the address: it usually ends in /v1."


def words_for(error: ProviderError, choice: Choice) -> str:
    """What happened."""
    if isinstance(error, Unreachable):
        return (ASTRAY if error.http_status else AWAY).format(address=choice.shown_address)
    known = ((KeyRefused, REFUSED), (NoKey, NO_KEY), (ModelUnknown, UNKNOWN))
    return next((words for kind, words in known if isinstance(error, kind)), error.for_administrator)


def likely_cure(error: ProviderError) -> str:
    """What is to be corrected most likely: `key`, `address` or `model`; `again` when it may pass by itself."""
    if isinstance(error, (KeyRefused, NoKey)):
        return "key"
    if isinstance(error, Unreachable):
        return "address"
    return "model" if isinstance(error, ModelUnknown) else "again"
