"""A configuration file as an administrator changes it, and what the page then offers."""

from pathlib import Path

from tests.faults.tab import Tab


def offer(file: Path, base_url: str, *, name: str, model: str = "m", key_file: Path | None = None) -> None:
    """Write the file: one provider with one model, and one assistant of that name."""
    lines = [
        "[[providers]]",
        'slug = "there"',
        f'base_url = "{base_url}"',
        f'key_file = "{key_file}"' if key_file else "# no key",
        "[[providers.models]]",
        f'id = "{model}"',
        "[[assistants]]",
        'slug = "one"',
        f'name = "{name}"',
        f'greeting = "I am {name}"',
    ]
    file.write_text("\n".join(lines) + "\n")


def name_at(tab: Tab) -> str:
    """The name of the assistant that a new conversation would begin with."""
    greeting = tab.open("/").page.select_one(".welcome__greeting")
    return greeting.get_text(strip=True).removeprefix("I am ") if greeting else ""
