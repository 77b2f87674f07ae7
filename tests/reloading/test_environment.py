"""What a file that is read again leaves to the environment: nobody is asked or started for it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.provider_server import ProviderServer
from webchat import configuration
from webchat.config import Settings
from webchat.models.catalogue import Catalogue
from webchat.reloading.handover import Handover
from webchat.reloading.reload import Reload

ADDRESS = "http://127.0.0.1:5/v1"
ONE = '[[assistants]]\nslug = "one"\nname = "One"\n'
TWO = '[[assistants]]\nslug = "two"\nname = "Two"\n'
DESCRIBED = '[[providers]]\nslug = "there"\nbase_url = "http://127.0.0.1:9/v1"\n[[providers.models]]\nid = "m"\n'


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with a configuration file."""
    return replace(settings, config_file=tmp_path / "webchat.toml")


def write(settings: Settings, text: str) -> None:
    assert settings.config_file
    settings.config_file.write_text(text)


def test_the_built_in_model_that_runs_is_offered_where_it_runs(settings: Settings) -> None:
    write(settings, '[[providers]]\nslug = "here"\nbuilt_in = true\n')
    handover = Handover(configuration.catalogue_of(settings))
    write(settings, '[[providers]]\nslug = "renamed"\nbuilt_in = true\n')

    Reload(settings, handover, ADDRESS).again()

    assert [(each.slug, each.base_url) for each in handover.thing.providers] == [("renamed", ADDRESS)]


def test_the_model_that_the_provider_named_at_the_start_is_kept(settings: Settings, provider: ProviderServer) -> None:
    settings = replace(settings, base_url=provider.base_url)
    write(settings, ONE)
    handover = Handover(configuration.catalogue_of(replace(settings, model="found", context_tokens=9999)))
    write(settings, TWO)

    Reload(settings, handover, None).again()

    (model,) = handover.thing.providers[0].models
    assert (model.id, model.context_tokens) == ("found", 9999)
    assert [each.slug for each in handover.thing.assistants] == ["two"]
    assert not provider.requests


@pytest.mark.parametrize("text", [ONE, "providers = []\n" + ONE])
def test_a_provider_that_was_not_asked_at_the_start_is_not_asked_later(
    settings: Settings, provider: ProviderServer, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    settings = replace(settings, base_url=provider.base_url)
    write(settings, DESCRIBED)
    before = configuration.catalogue_of(settings)
    handover = Handover(before)
    write(settings, text)

    Reload(settings, handover, None).again()

    assert handover.thing is before
    assert "WEBCHAT_MODEL is not set: the provider is asked for its model only at the start." in caplog.text
    assert not provider.requests


def test_a_file_that_is_no_toml_is_told_with_its_line(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings = replace(settings, base_url="http://127.0.0.1:9/v1")
    write(settings, DESCRIBED)
    handover = Handover(configuration.catalogue_of(settings))
    write(settings, "slug =\n")

    Reload(settings, handover, None).again()

    assert f"all goes on as before: {settings.config_file}, line 1: a value is missing after the =" in caplog.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (f"price = {{ currency = 'EUR', input = {'9' * 400}, output = 1 }}\n", '"input" must be a number'),
        (
            "[[providers]]\nslug = 'b'\nbase_url = 'http://x'\nlist = true\nkey_file = '~nobody-here/a'\n",
            "cannot be read",
        ),
    ],
)
def test_what_python_itself_refuses_is_told_and_changes_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture, wrong: str, words: str
) -> None:
    write(settings, DESCRIBED)
    before = configuration.catalogue_of(settings)
    handover = Handover(before)
    write(settings, DESCRIBED + wrong)

    Reload(settings, handover, None).again()

    assert handover.thing is before
    assert words in caplog.text


def test_a_failure_that_nobody_foresaw_does_not_reach_the_arbiter(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(Handover[Catalogue]):
        def put(self, thing: Catalogue) -> None:
            raise MemoryError

    write(settings, DESCRIBED)

    Reload(settings, Full(configuration.catalogue_of(settings)), None).again()

    assert "all goes on as before: an unexpected failure" in caplog.text
