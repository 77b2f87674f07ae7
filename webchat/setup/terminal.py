"""Questions in the terminal. No answer is repeated in an error: a key that was pasted at the wrong one stays unsaid."""

import shutil
import sys
import textwrap
from collections.abc import Sequence

import click

from webchat import setting_values as values

MOST_KEY = 4_096


def say(words: str, *, before: str = "") -> None:
    """Show words, broken between two of them where the terminal ends; `before` stands at their beginning."""
    for line in words.split("\n"):
        click.echo(_broken(line, before))


def _broken(line: str, before: str = "") -> str:
    """A long word, such as an address, stays whole. Where nobody looks on, in a script, nothing is broken."""
    if not sys.stdout.isatty():
        return before + line
    return textwrap.fill(
        line,
        max(20, shutil.get_terminal_size().columns),
        initial_indent=before,
        subsequent_indent=" " * len(before),
        break_long_words=False,
        break_on_hyphens=False,
    )


def choose(question: str, options: Sequence[str], *, usual: int = 1) -> int:
    """The number of the chosen option, from 1 on."""
    say(f"\n{question}")
    for number, option in enumerate(options, 1):
        say(option, before=f"  {number}  ")

    def number_of(typed: str) -> int:
        if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:3]) <= len(options)):
            raise click.UsageError(f"Type a number from 1 to {len(options)}.")
        return int(typed[:3])

    chosen: int = click.prompt("Number", default=str(usual), value_proc=number_of)
    return chosen


def ask_address(usual: str | None) -> str:
    """A base URL, without a slash at its end."""

    def address_of(typed: str) -> str:
        try:
            return values.base_url(typed.strip())
        except ValueError:
            raise click.UsageError(
                "Type an address such as http://127.0.0.1:11434/v1, without /chat/completions."
            ) from None

    address: str = click.prompt("\nAddress, up to /v1", default=usual, value_proc=address_of)
    return address


def ask_key(where: str, *, is_optional: bool) -> str | None:
    """A key, typed hidden; None where none is needed and none was typed."""
    say(f"\n{where}" if where else "")
    while True:
        typed: str = click.prompt(
            _broken("Key (it is not shown while you type or paste it)"),
            hide_input=True,
            default="",
            show_default=False,
        )
        if not typed.strip() and is_optional:
            return None
        try:
            return values.api_key(typed.strip())
        except ValueError:
            say("A key is one word of letters, digits and signs, without spaces. Copy it again.")


def ask_line(question: str, usual: str | None) -> str:
    """A line of text that is not empty."""
    line: str = click.prompt(_broken(question), default=usual)
    return line.strip()


def confirm(question: str) -> bool:
    """Yes or no; Enter is no."""
    return click.confirm(question, default=False)


def plain(text: str) -> str:
    """What somebody else wrote, without what could steer the terminal."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
