"""Beginning a comparison: both or neither, once, within all bounds; what is wrong is said beside its field."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.comparing.compared import (
    FAR,
    NEAR,
    QUESTION,
    address_in,
    asked,
    begun,
    compare,
    ended,
    ids_in,
    problem_at,
    replies,
    statuses,
    values,
)
from tests.conftest import MakeApp
from tests.conversations.keeper import Keeper, titles_in
from tests.person import Person
from tests.provider_server import ProviderServer
from webchat.models.catalogue import OfferedProvider
from webchat.setting_values import Budget
from webchat.store import running


def test_each_side_is_asked_with_its_own_settings(alice: Person, provider: ProviderServer) -> None:
    ended(alice, a_temperature="0", b_temperature="1.5", b_instructions="Answer like a pirate.", b_max_tokens="40")

    cold, hot = sorted(asked(provider), key=lambda body: body["temperature"])
    assert (cold["temperature"], hot["temperature"]) == (0, 1.5)
    assert [message["role"] for message in cold["messages"]] == ["user"]
    assert hot["messages"][0] == {"role": "system", "content": "Answer like a pirate."}
    assert hot["messages"][1]["content"] == cold["messages"][0]["content"] == QUESTION
    assert hot[next(name for name in hot if name.startswith("max_"))] == 40


def test_two_models_answer_side_by_side(alice: Person) -> None:
    address = ended(alice, a_model=NEAR, b_model=FAR, b_reasoning_effort="low")

    assert replies(alice.open(address)) == {"a": "Hello you", "b": "From afar"}


def test_both_are_temporary_and_in_no_list(keeper: Keeper) -> None:
    address = ended(keeper)

    assert [stored.shelf for known_id in ids_in(address) if (stored := keeper.stored(known_id))] == ["temporary"] * 2
    assert titles_in(keeper.open("/")) == []


def test_the_same_submission_is_sent_once(alice: Person, provider: ProviderServer) -> None:
    key = uuid.uuid4().hex

    first, second = (ended(alice, submission_id=key, b_temperature="1") for _ in range(2))

    assert first == second
    assert len(asked(provider)) == 2


def test_a_form_that_was_edited_is_another_comparison(alice: Person, provider: ProviderServer) -> None:
    key = uuid.uuid4().hex

    first = ended(alice, submission_id=key, b_temperature="1")
    second = ended(alice, submission_id=key, b_temperature="2")

    assert first != second
    assert len(asked(provider)) == 4


def test_without_scripts_it_leads_to_the_page_that_arrives_as_it_is_written(plain: Person) -> None:
    answer = compare(plain)

    assert answer.status == 303
    assert address_in(answer).endswith("?wait=1")


def test_wrong_values_are_said_beside_their_fields_and_nothing_is_lost(plain: Person, provider: ProviderServer) -> None:
    typed = {"a_temperature": "hot", "b_max_tokens": "0", "b_instructions": "Be brief.", "a_model": NEAR}

    answer = compare(plain, **typed)

    assert answer.status == 422
    assert problem_at(answer, "a_temperature").startswith("The temperature is a number")
    assert "whole number of tokens" in problem_at(answer, "b_max_tokens")
    assert values(answer).items() >= {"message": QUESTION, **typed}.items()
    assert asked(provider) == []


def test_with_scripts_the_fields_and_the_words_come_as_pieces(alice: Person) -> None:
    answer = compare(alice, a_temperature="hot")

    assert answer.status == 422
    assert answer.all("p.problem")[0].get_text().startswith("Nothing was sent yet.")
    targets = [partial["hx-target"] for partial in answer.all("hx-partial")]
    assert targets == ["#compare-message-field", "#a-column", "#b-column"]
    assert problem_at(answer, "a_temperature")


@pytest.mark.parametrize("message", ["", "  \n", "long" * 10_000])
def test_a_message_that_cannot_be_sent_is_refused_at_its_field(message: str, plain: Person) -> None:
    answer = compare(plain, message)

    assert answer.status == 422
    assert problem_at(answer, "message")
    assert values(answer)["message"] == message.strip()


def test_a_model_that_is_not_offered_is_refused_at_its_field(plain: Person) -> None:
    answer = compare(plain, a_model="near/unknown")

    assert problem_at(answer, "a_model").startswith("This model is not offered here.")


@pytest.mark.parametrize("with_scripts", [True, False])
def test_instructions_that_are_too_long_are_refused_at_their_field(app: Flask, with_scripts: bool) -> None:
    person = Person(app, with_scripts=with_scripts)

    answer = compare(person, a_instructions="x" * 90_000)

    assert answer.status == 422
    assert "90,000" in problem_at(answer, "a_instructions")
    assert not answer.one("[name=b_instructions]").get("aria-invalid")


def test_an_unknown_field_is_refused(alice: Person) -> None:
    assert compare(alice, c_model=NEAR).status == 400


def test_a_comparison_counts_as_two_messages(
    make_app: MakeApp, both: list[OfferedProvider], provider: ProviderServer
) -> None:
    alice = Person(make_app(providers=both, rate_limit="2/minute"), with_scripts=False)
    for text in ("the first is counted for the address", "one"):
        alice.post("/messages", message=text, submission_id=uuid.uuid4().hex, headers={"Prefer": "wait"})

    answer = compare(alice)

    assert answer.status == 429 and int(answer.headers["Retry-After"]) > 0
    assert values(answer)["message"] == QUESTION
    assert len(asked(provider)) == 2


def test_the_same_submission_is_counted_once(make_app: MakeApp, both: list[OfferedProvider]) -> None:
    alice, key = Person(make_app(providers=both, rate_limit="2/minute")), uuid.uuid4().hex

    answers = [compare(alice, submission_id=key) for _ in range(4)]

    assert [answer.status for answer in answers] == [204] * 4
    assert len({address_in(answer) for answer in answers}) == 1


def test_nothing_is_sent_when_the_budget_is_used_up(
    make_app: MakeApp, both: list[OfferedProvider], provider: ProviderServer
) -> None:
    alice = Person(make_app(providers=both, budget=Budget(tokens=1)))
    alice.ask("Hello")

    answer = compare(alice)

    assert answer.status == 429
    assert "budget" in answer.all("p.problem")[0].get_text()
    assert len(asked(provider)) == 1


@pytest.mark.usefixtures("written")
def test_where_only_one_fits_none_is_begun(make_app: MakeApp, both: list[OfferedProvider]) -> None:
    keeper = Keeper(make_app(providers=both, max_running_per_session=3, read_timeout=60.0))
    begun(keeper)

    answer = compare(keeper)

    assert answer.status == 503
    with keeper.database.reading() as session:
        assert running.count(session) == 2


def test_where_one_reply_at_a_time_is_written_it_says_so(make_app: MakeApp, both: list[OfferedProvider]) -> None:
    answer = compare(Person(make_app(providers=both, max_running_per_session=1)))

    assert answer.status == 422
    assert "only one reply at a time" in answer.all("p.problem")[0].get_text()


def test_a_dead_provider_ends_one_side_alone(alice: Person, far: ProviderServer) -> None:
    far.__exit__(None, None, None)

    page = alice.open(ended(alice, a_model=NEAR, b_model=FAR))

    assert statuses(page) == {"a": "complete", "b": "failed"}
    assert page.one("#side-b article.message")["data-error"] == "unreachable"
    assert page.all("#side-b [data-action=retry]")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_same_form_from_several_tabs_at_once_is_sent_once(
    make_app: MakeApp,
    both: list[OfferedProvider],
    provider: ProviderServer,
    request: pytest.FixtureRequest,
    kind: str,
) -> None:
    url = request.getfixturevalue("migrated_postgres_url") if kind == "postgresql" else None
    app = make_app(providers=both, database_url=url)
    alice, key = Keeper(app), uuid.uuid4().hex
    cookie = alice.client.get_cookie("webchat")
    assert cookie
    tabs = [Person(app) for _ in range(3)]
    for tab in tabs:
        tab.client.set_cookie("webchat", cookie.value)

    with ThreadPoolExecutor(len(tabs)) as pool:
        addresses = set(pool.map(lambda tab: ended(tab, submission_id=key), tabs))

    assert len(addresses) == 1
    assert len(asked(provider)) == 2
    alice.post(f"{addresses.pop()}/keep", side="a")
    assert titles_in(alice.open("/")) == [QUESTION]
