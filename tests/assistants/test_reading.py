"""What may stand in `[[assistants]]`, and the sentence for what may not."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webchat.assistants.reading import KEYS, assistants_in
from webchat.errors import ConfigurationError
from webchat.models.assistant import GREETING, Accent, Assistant, Parameters
from webchat.models.catalogue import Listed, OfferedModel, OfferedProvider

SMALL = OfferedModel(id="small", name="Small", context_tokens=8192, max_reply_tokens=1024)
THINKER = OfferedModel(
    id="thinker",
    name="Thinker",
    context_tokens=8192,
    max_reply_tokens=4096,
    takes_temperature=False,
    efforts=("low", "high"),
)
PROVIDERS = (
    OfferedProvider(slug="here", name="Here", base_url="http://127.0.0.1:1", models=(SMALL, THINKER)),
    OfferedProvider(
        slug="wide", name="Wide", base_url="http://127.0.0.1:2", listed=Listed(only=("g-*",), never=("*-audio",))
    ),
)


def problem(path: tuple[str | int, ...], words: str) -> ConfigurationError:
    return ConfigurationError(f"{'.'.join(map(str, path))}: {words}")


def read(*tables: object) -> tuple[Assistant, ...]:
    return assistants_in(tables, providers=PROVIDERS, default_model="here/small", problem=problem)


def refused(**changes: Any) -> str:
    """The sentence for an assistant of which something is wrong."""
    with pytest.raises(ConfigurationError) as error:
        read({"slug": "one", "name": "One"} | changes)
    return str(error.value)


def test_an_assistant_needs_only_a_slug_and_a_name() -> None:
    (assistant,) = read({"slug": "one", "name": "One"})

    assert assistant == Assistant(slug="one", name="One", greeting=GREETING)
    assert assistant.address == "/a/one"


def test_everything_that_can_be_said_of_an_assistant_is_read() -> None:
    text = """
        [[assistants]]
        slug = "help-desk"
        name = "Help desk"
        greeting = "What is broken?"
        intro = "Printers first."
        starters = ["The printer is on fire", " No network "]
        model = "here/thinker"
        instructions = \"\"\"
        Be short.
        Be kind.
        \"\"\"
        max_tokens = 4096
        reasoning_effort = "low"
        accent = { light = "#1F6F8B", dark = "#5fb3cc" }
        icon = "help"
        disclaimer = "Not for emergencies."
    """

    (assistant,) = read(*tomllib.loads(text)["assistants"])

    assert assistant == Assistant(
        slug="help-desk",
        name="Help desk",
        greeting="What is broken?",
        intro="Printers first.",
        starters=("The printer is on fire", "No network"),
        model="here/thinker",
        instructions="Be short.\n        Be kind.",
        parameters=Parameters(max_tokens=4096, reasoning_effort="low"),
        accent=Accent(light="#1f6f8b", dark="#5fb3cc"),
        icon="help",
        disclaimer="Not for emergencies.",
    )


@pytest.mark.parametrize("slug", ["Help", "a b", "-a", "a-", "ä", "a/b", "a" * 33, "..", "", " ", 7])
def test_a_slug_that_cannot_be_an_address_is_refused(slug: object) -> None:
    assert refused(slug=slug).startswith("assistants.0.slug: ")


@pytest.mark.parametrize("slug", ["a", "7", "help-desk", "a" * 32, "a--b"])
def test_a_slug_of_small_letters_digits_and_hyphens_is_taken(slug: str) -> None:
    assert read({"slug": slug, "name": "One"})[0].slug == slug


def test_two_assistants_of_one_slug_are_refused_at_the_second() -> None:
    with pytest.raises(ConfigurationError, match=r'assistants\.1\.slug: there are two assistants of the slug "one"'):
        read({"slug": "one", "name": "One"}, {"slug": "one", "name": "Another"})


@pytest.mark.parametrize("missing", ["slug", "name"])
def test_what_is_missing_is_named(missing: str) -> None:
    given = {"slug": "one", "name": "One"}
    del given[missing]

    with pytest.raises(ConfigurationError, match=rf'assistants\.0: this assistant has no "{missing}"'):
        read(given)


SIMPLE = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.just("#1f6f8b")
ANYTHING = st.recursive(SIMPLE, lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(), inner))
WRONG = [
    ({"greting": "Hi"}, 'greting: an assistant has no "greting". Did you mean "greeting"?'),
    ({"zzz": 1}, 'zzz: an assistant has no "zzz". The keys are slug, name,'),
    ({"starters": ["a"] * 7}, 'starters: "starters" must be a list of at most 6 texts.'),
    ({"starters": "a"}, "starters: "),
    ({"starters": ["a", 3]}, "starters: "),
    ({"starters": ["a", " "]}, "starters: "),
    ({"starters": ["a\nb"]}, "starters: "),
    ({"starters": ["a" * 301]}, 'starters: "starters" has 301 characters, and at most 300 are allowed.'),
    ({"name": "a" * 61}, "name: "),
    ({"name": "a\nb"}, 'name: "name" must be one line.'),
    ({"name": "a\x00b"}, 'name: "name" holds a character that cannot be shown.'),
    ({"greeting": ""}, 'greeting: "greeting" must be a text.'),
    ({"disclaimer": ["a"]}, "disclaimer: "),
    ({"temperature": 2.1}, 'temperature: "temperature" must be a number from 0 to 2.'),
    ({"temperature": float("nan")}, "temperature: "),
    ({"temperature": True}, "temperature: "),
    ({"temperature": "0.2"}, "temperature: "),
    ({"model": "here/thinker", "temperature": 0.2}, 'temperature: the model "here/thinker" takes no temperature.'),
    ({"max_tokens": 0}, 'max_tokens: "max_tokens" must be a whole number from 1 to 1,000,000.'),
    ({"max_tokens": 10.5}, "max_tokens: "),
    ({"max_tokens": True}, "max_tokens: "),
    ({"max_tokens": 1025}, 'max_tokens: the model "here/small" writes at most 1,024 tokens.'),
    ({"reasoning_effort": "low"}, 'reasoning_effort: the model "here/small" takes of reasoning efforts: none.'),
    (
        {"model": "here/thinker", "reasoning_effort": "medium"},
        'reasoning_effort: the model "here/thinker" takes of reasoning efforts: low, high.',
    ),
    ({"model": "here/smal"}, 'model: nobody offers the model "here/smal". Did you mean "here/small"?'),
    ({"model": "small"}, 'model: nobody offers the model "small". Did you mean "here/small"?'),
    ({"model": "wide/g-audio"}, 'model: nobody offers the model "wide/g-audio".'),
    ({"model": "wide/other"}, 'model: nobody offers the model "wide/other".'),
    ({"model": "wide/"}, "model: "),
    ({"model": "elsewhere/small"}, "model: "),
    ({"icon": "hlep"}, 'icon: there is no icon "hlep". Did you mean "help"?'),
    ({"accent": "red"}, 'accent: "red" is no colour: write # and six hexadecimal digits, such as "#1f6f8b".'),
    ({"accent": "#12345"}, "accent: "),
    ({"accent": 7}, "accent: write a colour such as"),
    ({"accent": {"light": "#1f6f8b"}}, "accent: write a colour such as"),
    ({"accent": {"light": "#1f6f8b", "dark": "#5fb3cc", "sepia": "#000"}}, "accent: write a colour such as"),
    ({"accent": {"light": "#1f6f8b", "dark": 7}}, "accent: write a colour such as"),
    ({"accent": "#ffdd00"}, 'accent: the colour "#ffdd00" has a contrast of 1.21:1 in the light theme'),
    (
        {"accent": {"light": "#1f6f8b", "dark": "#1f6f8b"}},
        'accent: the colour "#1f6f8b" has a contrast of 2.78:1 in the dark theme',
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_value_is_refused_where_it_stands(changes: dict[str, Any], sentence: str) -> None:
    assert refused(**changes).startswith(f"assistants.0.{sentence}")


def test_a_model_that_its_provider_lists_itself_is_believed() -> None:
    (assistant,) = read({"slug": "one", "name": "One", "model": "wide/g-large", "temperature": 0.5})

    assert assistant.model == "wide/g-large"
    assert assistant.parameters.temperature == 0.5


@pytest.mark.parametrize("table", [7, "text", ["list"]])
def test_what_is_no_table_is_refused(table: object) -> None:
    with pytest.raises(ConfigurationError, match=r"assistants\.0: write \[\[assistants\]\]"):
        read(table)


def test_more_assistants_than_a_page_can_offer_are_refused() -> None:
    tables = [{"slug": f"a{number}", "name": "One"} for number in range(51)]

    with pytest.raises(ConfigurationError, match=r"assistants\.50: there are 51 assistants, and at most 50"):
        read(*tables)


@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_there_is_read_or_refused_in_words(values: dict[str, object]) -> None:
    try:
        (assistant,) = read({"slug": "one", "name": "One"} | values)
    except ConfigurationError as error:
        assert str(error).startswith("assistants.0")
    else:
        assert assistant.name.strip()
