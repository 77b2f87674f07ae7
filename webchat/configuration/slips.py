"""Keys that stand where they cannot: what is meant is known, and said instead of a list of all keys."""

from webchat.toml_table import Place

OF_THE_TOP = ("default_model", "default_assistant")
KEYS = ("api_key", "key", "apikey", "api-key", "token", "secret")


def slip_at(place: Place) -> str | None:
    """What to do about the key at `place`; None when it is not known for a slip. No value is ever repeated."""
    match place:
        case ("models",):
            return "write [[providers.models]], below the [[providers]] that it belongs to."
        case ("providers", int(), key) if key in KEYS:
            return (
                'no key may stand in this file: write key_env = "NAME", where NAME is a variable of the environment '
                "that holds it."
            )
        case (_, *_, key) if len(place) > 1 and key in OF_THE_TOP:
            return f"{key} must stand at the top of the file, before the first [."
    return None
