"""Whatever stands where in a configuration file, it is offered or refused in one sentence; nothing else happens."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from webchat import configuration
from webchat.config import Settings
from webchat.errors import ConfigurationError
from webchat.toml_table import Place

RIGHT: dict[str, Any] = {
    "default_model": "one/a",
    "default_assistant": "help",
    "network": {"private": True, "hosts": ["127.0.0.1"]},
    "providers": [
        {
            "slug": "one",
            "name": "One",
            "base_url": "http://127.0.0.1:9/v1",
            "key_env": "KEY",
            "headers": {"X-One": "1", "X-Two": {"env": "KEY"}},
            "list": {"only": ["a*"], "never": ["b*"]},
            "models": [
                {
                    "id": "a",
                    "name": "A",
                    "context": 8_000,
                    "max_reply": 100,
                    "images": True,
                    "temperature": True,
                    "reasoning_effort": ["low"],
                    "price": {"currency": "EUR", "input": 1, "cached_input": 0.5, "output": 2.0},
                }
            ],
        },
        {"slug": "built-in", "built_in": True},
    ],
    "assistants": [{"slug": "help", "name": "Help", "starters": ["Hello"], "model": "one/a", "temperature": 0.2}],
}


def places_in(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every place of a document but its top."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*place, step)
        yield from places_in(inner, (*place, step))


def put(document: Any, place: Place, value: Any) -> Any:
    """The same document with that value at that place."""
    if not place:
        return value
    copied = dict(document) if isinstance(document, dict) else list(document)
    copied[place[0]] = put(copied[place[0]], place[1:], value)
    return copied


def written(value: Any) -> str:
    """As TOML writes it, in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {written(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower()


def document_of(values: dict[str, Any]) -> str:
    return "".join(f"{key} = {written(value)}\n" for key, value in values.items())


simple = st.one_of(
    st.booleans(),
    st.integers(-10, 20_000_000) | st.just(10**400),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(
        [
            "",
            "a",
            "one/a",
            "-",
            "http://",
            "https://[::1]/v1",
            "http://x:y@z",
            "KEY",
            "\u2028",
            "#zzz",
            "~nobody-here/a",
        ]
    ),
)
anything = st.one_of(simple, st.lists(simple, max_size=3), st.dictionaries(st.text("ab\u00e4", max_size=3), simple))
RIGHT_PLACES = list(places_in(RIGHT))


@pytest.fixture
def with_file(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, config_file=tmp_path / "webchat.toml")


def test_the_document_that_is_changed_is_right(with_file: Settings) -> None:
    catalogue = configuration.catalogue_of(with_file, text=document_of(RIGHT), environ={"KEY": "sk-1234"})

    assert [provider.slug for provider in catalogue.providers] == ["one", "built-in"]


@bounds(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(RIGHT_PLACES), value=anything)
def test_any_value_at_any_place_is_taken_or_refused_with_its_line(
    with_file: Settings, place: Place, value: Any
) -> None:
    text = document_of(put(RIGHT, place, value))

    try:
        configuration.catalogue_of(with_file, text=text, environ={"KEY": "sk-1234"})
    except ConfigurationError as error:
        assert str(error).startswith(f"{with_file.config_file}, line ")
        assert "\n" not in str(error)
