"""What a session prefers: how the page looks and behaves. Kept in the session, where what is usual is left out."""

from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from webchat.errors import InvalidInput
from webchat.wording import N_

AUTO = "auto"  # the language that the browser asks for
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "theme": ("system", "light", "dark"),
    "text_size": ("normal", "small", "large", "larger"),
    "enter": ("send", "break"),
    "follow": ("on", "off"),
    "notifications": ("on", "off"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """`enter`: what the key does; `follow`: whether the page keeps a reply's end in view while it is written."""

    theme: str = "system"
    text_size: str = "normal"
    enter: str = "send"
    language: str = AUTO
    follow: str = "on"
    notifications: str = "on"

    @property
    def unusual(self) -> dict[str, str]:
        """What differs from what is usual, by name."""
        usual = asdict(Preferences())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


def preferences_in(stored: Mapping[str, Any], languages: Collection[str]) -> Preferences:
    """What a session holds of them; what is not allowed, or not any more, is as usual."""
    given = {each.name: stored[each.name] for each in fields(Preferences) if each.name in stored}
    return Preferences(**{name: value for name, value in given.items() if _is_allowed(name, value, languages)})


def accept(form: Mapping[str, str], languages: Collection[str]) -> Preferences:
    """The preferences that a form holds. Raises InvalidInput for a value that cannot be chosen."""
    for name, value in form.items():
        if not _is_allowed(name, value, languages):
            raise InvalidInput(N_("One of these settings cannot be chosen. Nothing was changed."))
    return Preferences(**form)


def keep(stored: MutableMapping[str, Any], chosen: Preferences) -> None:
    """Put them into a session."""
    for each in fields(Preferences):
        stored.pop(each.name, None)
    stored.update(chosen.unusual)


def _is_allowed(name: str, value: object, languages: Collection[str]) -> bool:
    if name == "language":
        return value == AUTO or value in languages
    return value in ALLOWED[name]
