"""The guide as a page: what it says of this installation, in whose words, and that it never shows a secret."""

import re
from decimal import Decimal

import pytest
from bs4 import Tag
from flask import Flask

from tests.conftest import MakeApp
from tests.guide.conftest import NAMES
from tests.offered import KEY, offered_provider
from tests.person import Answer, Person
from tests.provider_server import ProviderServer
from webchat.guide.parameters import OTHER_WORDS, PARAMETERS
from webchat.inspector.request_words import REQUEST_WORDS
from webchat.models.catalogue import Price
from webchat.provider.dialect import Dialect
from webchat.provider.wire import ChatMessage, ChatRequest, request_body


def section(answer: Answer, name: str) -> str:
    """The words of a section."""
    return " ".join(answer.one(f"#guide-{name}").get_text(" ").split())


def authorization(rows: list[Tag]) -> list[str]:
    """The line of that header and the words beside it, without the spaces: each page sets its own."""
    said = ("".join(row.get_text().split()) for row in rows)
    return [row for row in said if row.startswith("Authorization:")]


def test_stranger_without_a_session_can_read_it(app: Flask) -> None:
    page = Person(app).open("/guide")

    assert page.status == 200
    assert page.one("h1").get_text() == "The API on one page"
    assert page.one("#learn [aria-current=page]").get_text() == "The API on one page"


def test_endpoint_is_that_of_the_model_that_answers(app: Flask, provider: ProviderServer) -> None:
    page = Person(app).open("/guide")

    assert page.one("#guide-endpoint pre").get_text() == f"POST {provider.base_url}/chat/completions"
    assert "test-model" in section(page, "endpoint")


def test_no_secret_of_the_address_is_shown(make_app: MakeApp) -> None:
    base_url = "http://user-name-0:pass-word-1@127.0.0.1:9/proxy/header-secret-2/v1?api-key=query-secret-3&version=4"
    secret = offered_provider(base_url, headers=(("X-Key", "header-secret-2"),), secrets=("header-secret-2",))
    page = Person(make_app(providers=[secret])).open("/guide")
    whole = page.response.get_data(as_text=True)

    assert (
        page.one("#guide-endpoint pre").get_text()
        == "POST http://127.0.0.1:9/proxy/***************/v1/chat/completions"
    )
    assert not [
        word for word in ("user-name-0", "pass-word-1", "header-secret-2", "query-secret-3", KEY) if word in whole
    ]


def test_a_short_word_in_the_query_does_not_ruin_the_address(make_app: MakeApp) -> None:
    signed = offered_provider("http://127.0.0.1:9/v1?sig=1")
    page = Person(make_app(providers=[signed])).open("/guide")

    assert page.one("#guide-endpoint pre").get_text() == "POST http://127.0.0.1:9/v1/chat/completions"


def test_key_stands_as_the_name_of_its_variable(make_app: MakeApp, provider: ProviderServer) -> None:
    usual = Person(make_app()).open("/guide")
    named = offered_provider(provider.base_url, key_from="ALPHA_KEY")
    of_file = Person(make_app(providers=[named])).open("/guide")
    without = Person(make_app(model={"api_key": None})).open("/guide")

    assert "Authorization: Bearer $OPENAI_API_KEY" in section(usual, "headers")
    assert "Authorization: Bearer $ALPHA_KEY" in section(of_file, "headers")
    assert "Authorization:" not in section(without, "headers")


@pytest.mark.parametrize("is_of_environment", [True, False])
@pytest.mark.parametrize(
    ("user", "key", "is_sent"),
    [
        ("", None, False),
        ("", KEY, True),
        ("anna:geheim99@", KEY, True),
        ("anna:geheim99@", None, True),
        ("tok3nForAll:@", None, True),
        ("tok3nForAll@", None, False),  # as `requests` reads RFC 3986, 3.2.1: without a colon nobody is named
    ],
)
def test_authorization_is_told_as_the_record_of_an_example_tells_it(
    make_app: MakeApp, provider: ProviderServer, user: str, key: str | None, is_sent: bool, is_of_environment: bool
) -> None:
    base_url = provider.base_url.replace("://", f"://{user}")
    offered = offered_provider(base_url, api_key=key, key_from="ALPHA_KEY", is_of_environment=is_of_environment)
    person = Person(make_app(providers=[offered]))
    told = authorization(person.open("/guide").all("#guide-headers .guide__term"))

    answer = person.post("/guide/smallest", message="Hi")

    assert told == authorization(answer.all("section[id^=request-] .part"))
    assert len(told) == is_sent == ("authorization" in provider.requests[-1].headers)


@pytest.mark.parametrize("name", ["smallest", "streamed"])
def test_headers_are_those_that_an_example_is_sent_with(app: Flask, provider: ProviderServer, name: str) -> None:
    person = Person(app)
    listed = [term.get_text() for term in person.open("/guide").all("#guide-headers dt")]

    person.post(f"/guide/{name}", message="Hi")

    assert f"Accept: {provider.requests[-1].headers['accept']}" in listed


def test_limits_are_those_of_the_model(make_app: MakeApp) -> None:
    page = Person(make_app(model={"context_tokens": 2048, "max_reply_tokens": 512}, rate_limit="30/minute")).open(
        "/guide"
    )

    assert "2,048 tokens: that much fits into one request" in section(page, "limits")
    assert "512 tokens, unless a conversation allows less." in section(page, "limits")
    assert "at most 30 messages a minute" in section(page, "limits")


def test_price_is_told_for_a_million_tokens_as_far_as_it_is_known(make_app: MakeApp) -> None:
    price = Price(currency="EUR", input=Decimal("0.5"), output=Decimal("1.5"), cached_input=Decimal("0.05"))
    known = Person(make_app(model={"price": price})).open("/guide")
    unknown = Person(make_app()).open("/guide")

    assert "€0.500 for those that are read, €1.500 for those that are written." in section(known, "limits")
    assert "read before and kept: €0.050." in section(known, "limits")
    assert "The price is not known here." in section(unknown, "limits")


def test_built_in_model_is_called_a_demo_that_costs_nothing(make_app: MakeApp) -> None:
    page = Person(make_app(model={"is_demo": True})).open("/guide")

    assert "It is a small demo model that runs on this server" in section(page, "endpoint")
    assert "Nothing: the model runs on this server." in section(page, "limits")


def test_parameters_marked_as_sent_are_those_that_can_be_sent() -> None:
    request = ChatRequest("m", (ChatMessage("user", "Hi"),), max_tokens=1, temperature=1, reasoning_effort="low")
    bodies = [request_body(request, Dialect(length_parameter=name)) for name in ("max_tokens", "max_completion_tokens")]
    sent = {key for body in bodies for key in re.findall(r'"(\w+)":', body.decode())} - {
        "role",
        "content",
        "include_usage",
    }

    assert {parameter.name for parameter in PARAMETERS if parameter.is_sent} == sent


def test_each_parameter_is_explained_in_one_place_only(app: Flask) -> None:
    page = Person(app).open("/guide")

    assert not OTHER_WORDS.keys() & REQUEST_WORDS.keys()
    assert REQUEST_WORDS.keys() <= {parameter.name for parameter in PARAMETERS}
    assert str(REQUEST_WORDS["temperature"]) in section(page, "body")


def test_statuses_say_who_must_act(app: Flask) -> None:
    terms = {
        str(term.dt.get_text()).strip(): term.dd.get_text(" ")  # type: ignore[union-attr]
        for term in Person(app).open("/guide").all("#guide-statuses .guide__term")
    }

    assert "Who has to act: The administrator" in terms["401 Unauthorized"]
    assert "Who has to act: You, by waiting a moment." in terms["429 Too Many Requests"]
    assert "Who has to act: The provider" in terms["500 Internal Server Error"]
    assert "Who has to act" not in terms["200 OK"]


def test_laboratory_is_linked_only_where_there_is_one(make_app: MakeApp) -> None:
    with_laboratory = Person(make_app(lab=True)).open("/guide")
    without = Person(make_app(lab=False)).open("/guide")

    assert with_laboratory.one("#guide-statuses a")["href"] == "/lab"
    assert without.all("#guide-statuses a") == []


def test_contents_lead_to_every_section_and_example(app: Flask) -> None:
    page = Person(app).open("/guide")
    ids = [element["id"] for element in page.all("main [id]")]
    linked = [str(link["href"]).removeprefix("#") for link in page.all("#guide-contents a")]

    assert len(ids) == len(set(ids))
    assert linked == [element["id"] for element in page.all("section.guide__part, section.example")]
    assert [name for name in linked if name.startswith("example-")] == [f"example-{name}" for name in NAMES]


def test_headings_skip_no_level(app: Flask) -> None:
    person = Person(app, with_scripts=False)
    person.open("/guide")
    for page in (person.open("/guide"), person.post("/guide/memory", message="Who am I?")):
        levels = [int(heading.name[1]) for heading in page.all(":is(h1, h2, h3, h4, h5):not(nav *, [popover] *)")]

        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels


def test_reload_of_an_answered_example_leads_to_the_example(app: Flask) -> None:
    answer = Person(app).open("/guide/memory")

    assert (answer.status, answer.headers["Location"]) == (302, "/guide#example-memory")


def test_unknown_example_is_not_found(app: Flask) -> None:
    person = Person(app)

    assert person.open("/guide/none").status == 404
    assert person.post("/guide/none", message="Hi").status == 404
