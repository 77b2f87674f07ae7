"""The questions in their order, and what can be done when the service does not answer as it should."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import click

from webchat.provider import ProviderError
from webchat.setup import env_file, terminal
from webchat.setup.choice import NAMES, Choice
from webchat.setup.exposure import is_exposed
from webchat.setup.failing import likely_cure, words_for
from webchat.setup.models import ask_model
from webchat.setup.place import Places, target_of
from webchat.setup.services import SERVICES, Service
from webchat.setup.trying import first_answer, listed_models

INTRODUCTION = (
    "This asks which service answers, for its key and for a model, tries them with a small request, and writes them "
    "into .env, a file of settings that webchat reads when it starts. Ctrl-C ends it at any time; until the end "
    "nothing is written."
)
WAYS_ON = {
    "key": "type the key again",
    "address": "type the address again",
    "model": "choose the model again",
    "again": "try the same again",
    "save": "save it all the same",
    "leave": "leave without saving",
}
KEY_AGAIN = "Give the key again. Or press Enter alone: then you see what else can be done."
Correct = Callable[[Choice], Choice]


def ask() -> tuple[Choice, Service]:
    """Who shall answer, with a key; the model is not chosen yet. Raises click.Abort when somebody leaves."""
    terminal.say(INTRODUCTION)
    number = terminal.choose("Which service shall answer?", [each.name for each in SERVICES])
    service = SERVICES[number - 1]
    return _with_key(_with_address(Choice(), service), service), service


def tried(choice: Choice, service: Service) -> Choice:
    """The choice with a model, once it answered or somebody wants it all the same. Raises click.Abort as above."""
    corrections: Mapping[str, Correct] = {
        "key": lambda wrong: _with_key(wrong, service),
        "address": lambda wrong: _with_address(wrong, replace(service, usual_url=wrong.address, base_url="")),
        "model": lambda wrong: replace(wrong, model=None),
        "again": lambda wrong: wrong,
    }
    while True:
        try:
            choice = choice if choice.model else _with_model(choice, service)
            _report_answer(choice)
            return choice
        except ProviderError as error:
            _tell(error, choice)
            key, cure = _key_again(error), likely_cure(error)
        if key:
            choice = replace(choice, api_key=key)
            continue
        way_on = _way_on(cure, choice)
        if way_on == "save":
            return choice if choice.model else replace(choice, model=ask_model([], service, choice.api_key))
        if way_on == "leave":
            raise click.Abort
        choice = corrections[way_on](choice)


def ask_place(places: Places) -> Path:
    """The `.env` to write. Raises click.Abort when somebody leaves."""
    here = f"{places.here} (read when webchat is started in this folder)"
    everywhere = f"{places.in_data_dir} (read wherever webchat is started)"
    while True:
        is_here = terminal.choose("Where shall these settings be kept?", [here, everywhere]) == 1
        path = places.here if is_here else places.in_data_dir
        if _is_wanted(path):
            return path


def checked_place(places: Places) -> Path:
    """The data directory's `.env`, if it is to be written. Raises click.Abort when not."""
    if not _is_wanted(places.in_data_dir):
        raise click.Abort
    return places.in_data_dir


def _with_address(choice: Choice, service: Service) -> Choice:
    address = service.base_url if service.base_url != "" else terminal.ask_address(service.usual_url)
    return replace(choice, base_url=address)


def _with_key(choice: Choice, service: Service) -> Choice:
    key = terminal.ask_key(service.where_key, is_optional=service.is_key_optional)
    return replace(choice, api_key=key)


def _with_model(choice: Choice, service: Service) -> Choice:
    terminal.say(f"\nAsking {choice.shown_address} which models there are ...")
    return replace(choice, model=ask_model(listed_models(choice), service, choice.api_key))


def _report_answer(choice: Choice) -> None:
    terminal.say(f"\nAsking {choice.model} to say hello ...")
    answer = first_answer(choice)
    terminal.say(f"It answered {answer[:40]!r}." if answer else "It answered.")


def _tell(error: ProviderError, choice: Choice) -> None:
    terminal.say(f"\nIt did not work. {words_for(error, choice)}")
    if error.detail:
        terminal.say(f"Details: {terminal.plain(error.detail)}")


def _key_again(error: ProviderError) -> str | None:
    """Another key after a refused one, asked for at once: people paste it wherever the cursor stands."""
    return terminal.ask_key(KEY_AGAIN, is_optional=True) if likely_cure(error) == "key" else None


def _way_on(cure: str, choice: Choice) -> str:
    """What somebody wants to do about it; what is most likely to help comes first."""
    ways = [way for way in WAYS_ON if choice.model or way != "model"]
    ways.sort(key=lambda way: way != cure)
    return ways[terminal.choose("What now?", [WAYS_ON[way] for way in ways]) - 1]


def _is_wanted(path: Path) -> bool:
    """Whether that file is to be written, once somebody knows what stands in the way."""
    if path.is_symlink():
        target = terminal.plain(str(target_of(path)))
        if not terminal.confirm(f"\n{path} leads to {target}. Write there?"):
            return False
    if is_exposed(target_of(path)):
        terminal.say(f"\n{path} lies in a git work tree that does not ignore it: the key could get into its history.")
        terminal.say("List .env in .gitignore, or choose the other place.")
        if not terminal.confirm("Write it here all the same?"):
            return False
    replaced = env_file.names_in(env_file.text_of(path)) & set(NAMES)
    if replaced:
        terminal.say(f"\nThe file is there already. Replaced: {', '.join(sorted(replaced))}. All else in it stays.")
    return not replaced or click.confirm("Go on?", default=True)
