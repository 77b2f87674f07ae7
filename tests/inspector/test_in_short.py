"""The first lines of the hood answer what a beginner asks, from what was really sent and counted."""

from decimal import Decimal

from tests.conftest import MakeApp
from tests.inspector.hood import open_hood, short
from tests.person import Person
from tests.provider_server import DONE, ProviderServer, event, finish, token
from webchat.models.catalogue import Price

EURO = Price(currency="EUR", input=Decimal(100), output=Decimal(1000))


def answer(provider: ProviderServer, reason: str = "stop") -> None:
    usage = {"prompt_tokens": 11, "completion_tokens": 2, "total_tokens": 13}
    provider.answer_raw([token("Yes"), finish(reason), event({"choices": [], "usage": usage}), DONE])


def test_it_says_what_was_sent_came_back_cost_and_why_it_stopped(make_app: MakeApp, provider: ProviderServer) -> None:
    person = Person(make_app(model={"price": EURO}))
    answer(provider)

    said = short(open_hood(person, person.ask("Hi").reply_id))

    host = provider.base_url.removeprefix("http://").removesuffix("/v1")
    assert said["What was sent?"] == f"1 message, to {host}. The model had 11 tokens to read."
    assert said["What came back?"].startswith("An answer of 2 tokens. It took 0.")
    assert said["What did it cost?"] == "€0.0031"
    assert said["Why did it stop?"].startswith("The provider says “stop”. The model came to the end by itself.")


def test_without_a_price_it_says_that_the_cost_is_not_known(alice: Person, provider: ProviderServer) -> None:
    answer(provider, "length")

    said = short(open_hood(alice, alice.ask("Hi").reply_id))

    assert said["What did it cost?"].startswith("Not known")
    assert "The answer was cut" in said["Why did it stop?"]


def test_of_an_error_it_says_that_there_is_no_answer(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(403, {"error": {"message": "no"}})

    said = short(open_hood(alice, alice.ask("Hi").reply_id))

    assert said["What came back?"].startswith("No answer but an error, status 403.")
    assert said["Why did it stop?"].startswith("The provider did not say")


def test_where_nothing_came_back_it_says_so(make_app: MakeApp) -> None:
    person = Person(make_app(base_url="http://127.0.0.1:9/v1"))

    hood = open_hood(person, person.ask("Hi").reply_id)

    assert "no response came back" in hood.one("#hood").get_text()
    assert short(hood)["What came back?"].startswith("Nothing")
    assert not hood.all("#response-hood") and not hood.all("[href='#response-hood']")
