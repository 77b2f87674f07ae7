"""The command `webchat`: run, setup, check, model, db. Failures that we expect are one sentence and exit code 2."""

import sys
from pathlib import Path
from typing import Any

import click

from webchat import __version__, config, log_format
from webchat.errors import WebchatError

WRONG = 2


class Commands(click.Group):
    """A group whose commands report our own failures as one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except WebchatError as error:
            click.echo(f"webchat: {error}", err=True)
            sys.exit(WRONG)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="webchat")
def main() -> None:
    """A chat page for any OpenAI-compatible API. Settings come from the environment and .env: see the README."""


@main.command()
def run() -> None:
    """Serve the chat page."""
    from webchat import server

    settings = config.load()
    log_format.configure(settings.log_format)
    server.run(settings)


@main.command()
def check() -> None:
    """Try configuration, database and provider, and say in plain words what is wrong."""
    from webchat import checking

    sys.exit(0 if checking.check(config.load(), report=click.echo) else 1)


@main.command()
@click.option("--key-stdin", is_flag=True, help="Ask nothing: take the key from standard input. For scripts.")
@click.option("--base-url", metavar="URL", help="With --key-stdin: the service's address; without it OpenAI's.")
@click.option("--model", metavar="NAME", help="With --key-stdin: the model that answers.")
@click.option("--untried", is_flag=True, help="With --key-stdin: write it without a request.")
@click.option("--in-data-dir", is_flag=True, help="Write the data directory's .env, not the one of this folder.")
def setup(key_stdin: bool, base_url: str | None, model: str | None, untried: bool, in_data_dir: bool) -> None:
    """Ask for provider, key and model, try them with a small request, and write them into .env.

    The key is typed hidden. It is never an argument: others could see it there, and the shell would remember it.
    """
    from webchat.setup import command

    if key_stdin:
        command.from_script(base_url=base_url, model=model, is_in_data_dir=in_data_dir, is_untried=untried)
    elif base_url or model or untried:
        raise click.UsageError("--base-url, --model and --untried belong to --key-stdin.")
    else:
        command.in_terminal(is_in_data_dir=in_data_dir)


@main.command()
def assistants() -> None:
    """List the assistants that the configuration offers, and check them."""
    from webchat import configuration
    from webchat.assistants import listing

    listing.show(configuration.catalogue_of(config.load()), report=click.echo)


@main.group()
def model() -> None:
    """The built-in demo model."""


@model.command()
def fetch() -> None:
    """Fetch the demo model into the data directory, if it is not there."""
    from webchat import data_dir, localmodel

    settings = data_dir.prepare(config.load())
    localmodel.verify(settings.data_dir)  # a damaged file is fetched again
    model_file = localmodel.installed(settings.data_dir) or localmodel.fetch(settings.data_dir, report=click.echo)
    click.echo(f"The model is in {model_file}")


@main.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database's tables up to date; `run` does so by itself."""
    from webchat import data_dir
    from webchat.store.database import Database

    Database(data_dir.prepare(config.load()).database).migrate()
    click.echo("The database is up to date.")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over FILE if it exists.")
def backup(file: Path, force: bool) -> None:
    """Copy the database into FILE, also while the server runs."""
    from webchat.store.backup import back_up

    back_up(config.load().database, file, force=force)
    click.echo(f"The database was copied to {file}")


@db.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Replace the database by the backup in FILE, also while the server runs; the present one is kept beside it."""
    from webchat import data_dir
    from webchat.store.backup import restore as put_back

    kept = put_back(data_dir.prepare(config.load()).database, file)
    before = f"; what was there before is in {kept}" if kept else "; there was none before"
    click.echo(f"The database was restored from {file}{before}")
