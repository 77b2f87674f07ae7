"""Which model answers: chosen by number, name or a part of the name, from the provider's own list where it has one."""

from collections.abc import Sequence

import click

from webchat.models.catalogue import is_sound
from webchat.setup import terminal
from webchat.setup.services import Service, for_chat, usual_model

SHOWN = 20
QUESTION = "Model, by its number, its name or a part of the name"
IS_A_KEY = "That is the key, not a model. It has been on the screen now: better make a new one."


def ask_model(listed: Sequence[str], service: Service, key: str | None) -> str:
    """The chosen name. `listed`: what the provider has, empty where it does not say."""
    if not listed:
        return _ask_name(key)
    usual, shown = usual_model(service, listed), for_chat(listed)
    while True:
        _show(shown)
        typed = terminal.ask_line(QUESTION, usual)
        found = _found(typed, shown, listed)
        if len(found) == 1:
            return found[0]
        if found:
            shown = found
        elif key and key in typed:
            terminal.say(IS_A_KEY)
        elif is_sound(typed) and terminal.confirm("The list holds no such model. Take it all the same?"):
            return typed


def _ask_name(key: str | None) -> str:
    terminal.say("\nThis service does not list its models: type the name of one as the service calls it.")
    while True:
        typed = terminal.ask_line("Model", None)
        if key and key in typed:
            terminal.say(IS_A_KEY)
        elif is_sound(typed):
            return typed


def _show(names: Sequence[str]) -> None:
    click.echo("\nWhich model shall answer?")
    for number, name in enumerate(names[:SHOWN], 1):
        click.echo(f"  {number:>2}  {name}")
    if len(names) > SHOWN:
        click.echo(f"      and {len(names) - SHOWN} more: type a part of the name")


def _found(typed: str, shown: Sequence[str], listed: Sequence[str]) -> list[str]:
    """What may be meant: the whole name, the number in what is shown, or all names with that part."""
    if typed in listed:
        return [typed]
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= min(len(shown), SHOWN):
        return [shown[int(typed[:9]) - 1]]
    return [name for name in listed if typed.casefold() in name.casefold()]
