"""The examples of docs/assistants.md, read out of it and run as they stand."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import KEY, MakeApp
from tests.person import Person
from tests.provider_server import ProviderServer
from tests.running import run_to_end
from webchat import configuration
from webchat.assistants import reading
from webchat.config import Settings
from webchat.models.catalogue import Catalogue

TEXT = (Path(__file__).parents[2] / "docs" / "assistants.md").read_text()
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def written_in(example: str) -> dict[str, Any]:
    """The one assistant of an example."""
    (assistant,) = tomllib.loads(example)["assistants"]
    return dict(assistant)


def offered_by(example: str, folder: Path, settings: Settings, provider: ProviderServer) -> Catalogue:
    """What webchat offers with this file, and with the address, key and model of the environment."""
    file = folder / "webchat.toml"
    file.write_text(example)
    told = replace(settings, config_file=file, base_url=provider.base_url, api_key=KEY, model="test-model")
    return configuration.catalogue_of(told)


def test_there_are_two_examples_a_help_desk_and_a_teaching_assistant() -> None:
    assert [written_in(example)["slug"] for example in EXAMPLES] == ["help-desk", "tutor"]


@pytest.mark.parametrize("example", EXAMPLES, ids=["help-desk", "tutor"])
def test_an_example_works_as_it_stands(
    example: str, tmp_path: Path, settings: Settings, provider: ProviderServer, make_app: MakeApp
) -> None:
    written = written_in(example)
    person = Person(make_app(catalogue=offered_by(example, tmp_path, settings, provider)))

    page = person.open(f"/a/{written['slug']}")
    shown = [str(button["value"]) for button in page.all("button[name=message]")]

    assert person.open("/").one("#welcome h2").get_text() == written["greeting"]
    assert page.one("#assistant").get_text(strip=True) == written["name"]
    assert page.one("#welcome h2").get_text() == written["greeting"]
    assert page.one("#welcome-intro").get_text(strip=True) == written["intro"]
    assert page.one("#answering-note").get_text(strip=True) == written["disclaimer"]
    assert shown == written["starters"]
    assert person.open(str(page.one("link[href^='/a/']")["href"])).status == 200


@pytest.mark.parametrize("example", EXAMPLES, ids=["help-desk", "tutor"])
def test_each_question_of_an_example_is_answered_under_its_instructions(
    example: str, tmp_path: Path, settings: Settings, provider: ProviderServer, make_app: MakeApp
) -> None:
    written = written_in(example)
    person = Person(make_app(catalogue=offered_by(example, tmp_path, settings, provider)))

    for starter in written["starters"]:
        sent = person.send_message(starter, assistant=written["slug"])
        assert person.await_reply(sent.reply_id).reply["data-status"] == "complete"

    asked = [request.json for request in provider.requests if request.json]
    assert [request["messages"][-1]["content"] for request in asked] == written["starters"]
    assert {request["messages"][0]["content"] for request in asked} == {written["instructions"].strip()}
    assert {request["model"] for request in asked} == {"test-model"}


def test_both_examples_in_one_file_are_listed_as_right(tmp_path: Path, provider: ProviderServer) -> None:
    file = tmp_path / "webchat.toml"
    file.write_text("\n".join(EXAMPLES))
    environment = {"WEBCHAT_CONFIG": str(file), "OPENAI_BASE_URL": provider.base_url, "WEBCHAT_MODEL": "m"}

    code, output = run_to_end(tmp_path, "assistants", **environment)

    assert code == 0, output
    assert [line.split()[0] for line in output.splitlines()] == ["slug", "help-desk", "tutor", "2"]


def test_the_table_of_the_documentation_names_every_key_and_no_other() -> None:
    (section,) = re.findall(r"\n## What may be said of an assistant\n(.*?)\n## ", TEXT, re.DOTALL)

    named = re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| ([^|]*) \|", section, re.MULTILINE)))

    assert sorted(named) == sorted(reading.KEYS)


@pytest.mark.parametrize(
    ("key", "bound"),
    [
        ("name", reading.NAME_CHARS),
        ("greeting", reading.GREETING_CHARS),
        ("intro", reading.INTRO_CHARS),
        ("starters", reading.STARTER_CHARS),
        ("instructions", reading.INSTRUCTION_CHARS),
        ("disclaimer", reading.DISCLAIMER_CHARS),
    ],
)
def test_the_bounds_of_the_documentation_are_those_of_the_program(key: str, bound: int) -> None:
    (row,) = re.findall(rf"^\| `{key}` \|(.*)\|$", TEXT, re.MULTILINE)

    assert f"at most {bound:,} characters" in row
