"""Reads the assistants of the configuration: judges each value, and says in one sentence what is wrong and where.

This module is imported in gunicorn's arbiter: it must not import `requests`, Flask or SQLAlchemy.
"""

import re
from collections.abc import Sequence

from webchat.assistants.accents import accent_of
from webchat.assistants.icons import ICONS
from webchat.assistants.offered import Offered
from webchat.models.assistant import GREETING, Accent, Assistant, Parameters
from webchat.models.catalogue import OfferedProvider
from webchat.toml_table import Problem, Table, nearest, shown

MOST = 50
STARTERS = 6
NAME_CHARS, GREETING_CHARS, INTRO_CHARS, STARTER_CHARS, DISCLAIMER_CHARS = 60, 200, 600, 300, 300
INSTRUCTION_CHARS = 100_000
MOST_TOKENS = 1_000_000
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
KEYS = (
    "slug",
    "name",
    "greeting",
    "intro",
    "starters",
    "model",
    "instructions",
    "temperature",
    "max_tokens",
    "reasoning_effort",
    "accent",
    "icon",
    "disclaimer",
)


def assistants_in(
    tables: Sequence[object], *, providers: Sequence[OfferedProvider], default_model: str, problem: Problem
) -> tuple[Assistant, ...]:
    """The assistants that stand in the file's `[[assistants]]`, in their order.

    `problem` makes the error for a place in the file, such as ("assistants", 0, "accent"), and a sentence; it is raised
    at the first wrong value.
    """
    if len(tables) > MOST:
        raise problem(("assistants", MOST), f"there are {len(tables)} assistants, and at most {MOST} are allowed.")
    found: list[Assistant] = []
    for index, values in enumerate(tables):
        path = ("assistants", index)
        if not isinstance(values, dict):
            raise problem(path, "write [[assistants]] above the keys of each assistant.")
        table = Table("assistant", values, path, problem)
        table.only(KEYS)
        found.append(_assistant(table, found, Offered(providers, default_model)))
    return tuple(found)


def _assistant(table: Table, before: Sequence[Assistant], offered: Offered) -> Assistant:
    slug = _slug(table, before)
    return Assistant(
        slug=slug,
        name=table.required("name", NAME_CHARS),
        greeting=table.line("greeting", GREETING_CHARS) or GREETING,
        intro=table.text("intro", INTRO_CHARS),
        starters=table.lines("starters", count=STARTERS, most=STARTER_CHARS),
        model=offered.model(table),
        instructions=table.text("instructions", INSTRUCTION_CHARS),
        parameters=_parameters(table, offered),
        accent=_accent(table),
        icon=_icon(table),
        disclaimer=table.text("disclaimer", DISCLAIMER_CHARS),
    )


def _slug(table: Table, before: Sequence[Assistant]) -> str:
    slug = table.required("slug", NAME_CHARS)
    if not SLUG.fullmatch(slug):
        raise table.wrong(
            "slug",
            f'the slug "{shown(slug)}" is not allowed: write a to z, 0 to 9 and hyphens between them, at most 32 '
            "characters.",
        )
    if any(each.slug == slug for each in before):
        raise table.wrong("slug", f'there are two assistants of the slug "{slug}".')
    return slug


def _parameters(table: Table, offered: Offered) -> Parameters:
    parameters = Parameters(
        temperature=table.number("temperature", 0, 2),
        max_tokens=table.whole("max_tokens", 1, MOST_TOKENS),
        reasoning_effort=table.line("reasoning_effort", NAME_CHARS),
    )
    offered.check(table, parameters)
    return parameters


def _accent(table: Table) -> Accent | None:
    given = table.values.get("accent")
    if given is None:
        return None
    colours = (given,) if isinstance(given, str) else _of_both_themes(table, given)
    try:
        return accent_of(*colours)
    except ValueError as error:
        raise table.wrong("accent", str(error)) from None


def _of_both_themes(table: Table, given: object) -> tuple[str, str]:
    if isinstance(given, dict) and given.keys() == {"light", "dark"}:
        light, dark = given["light"], given["dark"]
        if isinstance(light, str) and isinstance(dark, str):
            return light, dark
    raise table.wrong("accent", 'write a colour such as "#1f6f8b", or { light = "#1f6f8b", dark = "#5fb3cc" }.')


def _icon(table: Table) -> str | None:
    icon = table.line("icon", NAME_CHARS)
    if icon is None or icon in ICONS:
        return icon
    raise table.wrong("icon", f'there is no icon "{icon}". {nearest(icon, ICONS)} There are {", ".join(ICONS)}.')
