"""The command itself: in a terminal it asks, in a script it takes the key from standard input; else it says how."""

import sys
from pathlib import Path

import click

from webchat import setting_values as values
from webchat.errors import ConfigurationError
from webchat.models.catalogue import is_sound
from webchat.provider import ProviderError
from webchat.setup import dialogue
from webchat.setup.choice import Choice
from webchat.setup.exposure import is_exposed
from webchat.setup.failing import words_for
from webchat.setup.place import Places, keep, notes_on, target_of
from webchat.setup.services import OPENAI, OTHER, usual_model
from webchat.setup.terminal import MOST_KEY, plain, say
from webchat.setup.trying import first_answer, listed_models

BY_HAND = (
    "webchat setup asks questions and needs a terminal. By hand: write OPENAI_API_KEY=..., OPENAI_BASE_URL=... (not "
    "for OpenAI) and WEBCHAT_MODEL=... into a file .env in this folder, each on its own line, and run chmod 600 .env. "
    "In a script: webchat setup --key-stdin --model NAME < FILE, where FILE holds the key."
)
NOTHING_WRITTEN = "Nothing was written."
ENDED = 1


def in_terminal(*, is_in_data_dir: bool) -> None:
    """Ask, try, write. Ends the process where somebody leaves. Raises ConfigurationError without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigurationError(BY_HAND)
    places = Places.now()
    try:
        choice = dialogue.tried(*dialogue.ask())
        path = dialogue.checked_place(places) if is_in_data_dir else dialogue.ask_place(places)
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"\n{NOTHING_WRITTEN}")
        sys.exit(ENDED)
    _keep(choice, path, places)


def from_script(*, base_url: str | None, model: str | None, is_in_data_dir: bool, is_untried: bool) -> None:
    """Take the key from standard input; ask nothing. Raises ConfigurationError, and then nothing was written."""
    places = Places.now()
    path = places.in_data_dir if is_in_data_dir else places.here
    if path.is_symlink():
        raise ConfigurationError(f"{path} leads elsewhere, so it is not written without asking: remove that link.")
    if model and not is_sound(model):
        raise ConfigurationError("--model is not allowed: give one name, of characters that can be printed.")
    choice = Choice(base_url=_address(base_url), api_key=_key_of_input(), model=model)
    try:
        choice = choice if choice.model else _with_usual_model(choice)
        answer = "" if is_untried else first_answer(choice)
    except ProviderError as error:
        words = f"{words_for(error, choice)} {NOTHING_WRITTEN} Details: {plain(error.detail) or 'none'}"
        raise ConfigurationError("%(words)s", words=words) from error
    if not is_untried:
        click.echo(f"{choice.model} at {choice.shown_address} answered {answer[:40]!r}.")
    _keep(choice, path, places)


def _address(base_url: str | None) -> str | None:
    try:
        return values.base_url(base_url.strip()) if base_url else None
    except ValueError:
        raise ConfigurationError("--base-url is not allowed: give an address such as https://host/v1.") from None


def _key_of_input() -> str:
    if sys.stdin.isatty():
        raise ConfigurationError("--key-stdin would show the key in this terminal: run webchat setup without it.")
    line = sys.stdin.buffer.readline(MOST_KEY + 2)
    try:
        return values.api_key(line.decode().strip())
    except ValueError:
        raise ConfigurationError("Standard input holds no key: one line of printable characters, no spaces.") from None


def _with_usual_model(choice: Choice) -> Choice:
    names = listed_models(choice)
    model = usual_model(OTHER if choice.base_url else OPENAI, names)
    if model is None:
        raise ConfigurationError(f"--model is missing: {choice.shown_address} lists {len(names)} models.")
    return Choice(base_url=choice.base_url, api_key=choice.api_key, model=model)


def _keep(choice: Choice, path: Path, places: Places) -> None:
    keep(choice, path)
    say(f"\nWritten into {path}, which only you can read (mode 600).")
    if is_exposed(target_of(path)):
        say("Note: git does not ignore this file. List .env in .gitignore, or the key gets into its history.")
    for note in notes_on(choice, path, places):
        say(f"Note: {note}")
    say("Start webchat with: webchat run (or make run). One that runs already has to be started anew.")
