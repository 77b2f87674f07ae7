"""The request as it was sent: byte for byte, each part with its words, each message tied to the one on the page."""

import json
from collections.abc import Mapping
from uuid import uuid4

from bs4 import Tag
from flask import Flask

from tests.conftest import KEY, MakeApp
from tests.inspector.drawing import drawn, words_in
from tests.inspector.hood import body_in, code_and_words, open_hood, part, text_of
from tests.person import Answer, Person, conversation_of
from tests.provider_server import ProviderServer
from webchat.inspector.inspected import Inspected
from webchat.inspector.request_view import request_of
from webchat.store import Message
from webchat.store.columns import now
from webchat.store.exchanges import ExchangeRecord
from webchat.store.headers import Headers

TOO_LONG = {"error": {"message": "maximum context length is 4096 tokens", "code": "context_length_exceeded"}}


def record(body: bytes, headers: Mapping[str, str] | None = None, **changes: object) -> ExchangeRecord:
    lines = Headers((headers or {}).items())
    given = {"method": "POST", "url": "http://provider/v1/chat/completions", "request_headers": lines}
    return ExchangeRecord(**given | {"request_body": body, "started_at": now()} | changes)  # type: ignore[arg-type]


def test_the_body_stands_there_as_the_provider_got_it(alice: Person, provider: ProviderServer) -> None:
    reply_id = alice.ask('Say "Hällo" \\ 🙂\n<b>&amp;').reply_id

    hood = open_hood(alice, reply_id)

    assert body_in(hood).encode() == provider.requests[-1].body


def test_the_first_line_and_the_headers_stand_there_without_the_key(alice: Person, provider: ProviderServer) -> None:
    hood = open_hood(alice, alice.ask("Hi").reply_id)

    where, _, headers_begin = hood.all("#request-hood > h4")
    parts = [where.find_next_sibling(class_="part"), *headers_begin.find_next_siblings(class_="part")]
    shown = [code_and_words(each) for each in parts if isinstance(each, Tag)]
    assert len(shown) == 1 + len(provider.requests[-1].headers)
    assert shown[0][0].replace("/ ", "/") == f"POST {provider.base_url}/chat/completions"  # it may be broken there
    assert "POST is the method" in shown[0][1]
    headers = dict(code.lower().split(" : ", 1) for code, _ in shown[1:])
    assert headers["authorization"] == "bearer $openai_api_key"
    sent = {name.lower(): value.lower() for name, value in provider.requests[-1].headers.items()}
    assert headers | {"authorization": f"bearer {KEY}".lower()} == sent
    assert all(words and "not explained" not in words for _, words in shown)


def test_each_part_has_words_beside_it(make_app: MakeApp) -> None:
    person = Person(make_app(model={"temperature": 0.5}))

    hood = open_hood(person, person.ask("Hi").reply_id)

    assert "Which of the provider’s models" in part(hood, "model")[1]
    assert "Each message has a role" in part(hood, "messages")[1]
    assert part(hood, "temperature")[0] == '"temperature" : 0.5 ,' or "0.5" in part(hood, "temperature")[0]
    assert "chance" in part(hood, "temperature")[1]
    assert "piece by piece" in part(hood, "stream")[1]
    assert "count of the tokens" in part(hood, "stream_options")[1]
    assert "The largest number of tokens" in (part(hood, "max_tokens")[1])


def test_a_field_that_is_not_explained_says_so() -> None:
    view = request_of(record(b'{"logit_bias":{"1":2}}'))

    words = [str(words) for each in view.parts for words in each.part.words]

    assert "“logit_bias” is not explained on this page" in words[1]


def test_each_message_leads_to_the_one_on_the_page(alice: Person) -> None:
    first = alice.ask("What is a fjord?")
    second = alice.ask("And in Chile?", conversation_id=conversation_of(first.sent))  # type: ignore[attr-defined]

    hood = open_hood(alice, second.reply_id)

    page = alice.open(f"/replies/{second.reply_id}/exchange")
    shown = [str(article["id"]) for article in page.all("article.message")]
    assert [text_of(each) for each in hood.all(".sent .source:not(.source--away)")] == [
        "Your message: “ What is a fjord? ”",
        "Reply: “ Hello **you** ”",
        "Your message: “ And in Chile? ”",
    ]
    assert [link["href"] for link in hood.all(".sent .source:not(.source--away)")] == [f"#{each}" for each in shown[:3]]
    for link in hood.all(".sent .source--away"):
        path, _, target = str(link["href"]).partition("#")
        alice.open(path).one(f"#{target}")


def test_ties_mark_each_message_and_its_bubble(alice: Person) -> None:
    answer = alice.ask("Hi")
    hood = open_hood(alice, answer.reply_id)
    own = str(answer.sent.one('article[data-role="user"]')["id"])  # type: ignore[attr-defined]

    sheet = alice.open(str(hood.one("#hood link")["href"]))

    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    rules = sheet.response.get_data(as_text=True).splitlines()
    assert f":has(#sent-1:is(:hover,:focus-within)) #{own}>.message__body" in rules[0]
    assert f":has(>#{own}:focus" in rules[0] and "#sent-1{" in rules[0]
    hood.one("#sent-1")


def test_instructions_are_explained_and_tied_to_nothing(make_app: MakeApp) -> None:
    person = Person(make_app(model={"system_prompt": "Be brief."}))
    hood = open_hood(person, person.ask("Hi").reply_id)

    code, words = code_and_words(hood.all(".sent")[0])

    assert "Be brief." in code
    assert "instructions for the model" in words
    assert not hood.all(".sent")[0].select("a")
    assert not hood.all("#sent-1")


def test_long_texts_are_folded_and_whole(alice: Person, provider: ProviderServer) -> None:
    hood = open_hood(alice, alice.ask("word " * 1000).reply_id)

    folded = hood.one(".sent details")

    assert text_of(folded.select("summary")[0]).startswith("Show 4,5")
    assert body_in(hood).encode() == provider.requests[-1].body


def test_of_several_requests_each_can_be_seen_and_says_what_became_of_it(
    alice: Person, provider: ProviderServer
) -> None:
    conversation = conversation_of(alice.ask("one " * 400).sent)  # type: ignore[attr-defined]
    alice.ask("two " * 400, conversation_id=conversation)
    provider.fail_with(400, TOO_LONG, times=1)
    reply_id = alice.ask("three", conversation_id=conversation).reply_id

    last, first = open_hood(alice, reply_id), open_hood(alice, reply_id, "?request=1")

    assert "This reply took 2 requests. This is request 2." in text_of(last.one(".hood__requests"))
    outcomes = [text_of(each) for each in last.all(".hood__requests li")]
    assert outcomes[0].startswith("Request 1 of 2")
    assert "too long for the model (status 400), so it was sent again with fewer messages" in outcomes[0]
    assert "became the reply" in outcomes[1]
    assert "This is request 1." in text_of(first.one(".hood__requests"))
    assert body_in(last).encode() == provider.requests[-1].body
    assert body_in(first).encode() == provider.requests[-2].body
    assert download(alice, reply_id, "?request=1") == provider.requests[-2].body


def download(person: Person, reply_id: str, query: str = "") -> bytes:
    return person.open(f"/replies/{reply_id}/exchange/request{query}").response.get_data()


def test_a_reply_with_one_request_has_no_list_of_them(alice: Person) -> None:
    assert not open_hood(alice, alice.ask("Hi").reply_id).all(".hood__requests")


def test_a_request_that_was_cut_is_shown_as_text_that_says_so() -> None:
    view = request_of(record(b'{"messa\n[... 1000 bytes left out ...]\nes":[]}', request_cut=1000))

    assert (view.parts, view.cut, view.size) == ((), 1000, 1014)
    assert (view.text, view.text_after_cut) == ('{"messa', 'es":[]}')


def test_a_body_that_is_no_json_is_shown_as_it_is() -> None:
    view = request_of(record(b"a=\x00\xff\xe2\x82\xac"))

    assert (view.parts, view.text) == ([], "a=␀\\xff€")


def hostile(alice: Person, provider: ProviderServer) -> Answer:
    first = alice.ask('</code><script>alert(1)</script> <a hx-get="/erase" data-action=x> \u202egnp.exe \u2066')
    return first


def test_hostile_text_stays_text(app: Flask, alice: Person, provider: ProviderServer) -> None:
    hood = open_hood(alice, hostile(alice, provider).reply_id)

    assert body_in(hood).encode() == provider.requests[-1].body
    assert not hood.all("#hood script, [hx-get='/erase'], [data-action=x]")
    assert {lexeme.name for lexeme in hood.all(".lexeme")} == {"span"}


def test_half_a_surrogate_pair_can_be_shown() -> None:
    body = rb'{"\ud800":1,"messages":[{"role":"\udfff","content":"a\ud800b"}]}'

    view = request_of(record(body, sources=[[]]))

    assert "".join(x.text for each in view.parts for line in each.part.lines for x in line.lexemes).encode() == body
    assert view.messages[0].beginning == "a?b"
    for each in view.parts:
        for words in each.part.words:
            str(words).encode()


def test_what_is_no_conversation_is_shown_all_the_same() -> None:
    for body in (b"[]", b"1", b'{"messages":{"0":1}}', b'{"messages":[1,[2],{"content":[{"type":"text"}]},null]}'):
        view = request_of(record(body))

        text = "".join(x.text for each in view.parts for line in each.part.lines for x in line.lexemes)
        assert text.encode() == body


def test_doubled_fields_stay_doubled() -> None:
    body = (
        json.dumps({"messages": [{"role": "user", "content": "x"}]})[:-1].encode() + b',"messages":[{"role":"user"}]}'
    )

    view = request_of(record(body))

    text = "".join(x.text for each in view.parts for line in each.part.lines for x in line.lexemes)
    assert text.encode() == body


def test_a_value_that_is_not_kept_is_not_explained_as_if_it_stood_there() -> None:
    headers = {"api-key": "…", "OpenAI-Project": "…", "Authorization": "Basic …"}

    said = [str(header.words) for header in request_of(record(b"{}", headers)).headers]

    assert said[0] == said[1] == "Its value is set by whoever runs this page. It can be a secret, so it is not kept."
    assert "user name and a password" in said[2]


def test_the_links_to_download_promise_no_more_than_is_kept(app: Flask) -> None:
    def labels(**changes: object) -> list[str]:
        kept = record(b'{"a":\n[... 9 bytes left out ...]\n:"b"}', status=200, response_body=b"{}", **changes)
        inspected = Inspected(reply=Message(id=uuid4()), records=(), number=1, record=kept, price=None, left_out=0)
        pages = (drawn(app, template, kept, inspected=inspected) for template in ("_request", "_response"))
        return [text_of(link) for page in pages for link in page.select("[download]")]

    whole, cut, starred = labels(), labels(request_cut=9, response_cut=9), labels(is_starred=True)

    assert whole == ["Download the body of the request as it was sent", "Download the body of the response as it came"]
    assert cut == ["Download what is kept of the request’s body", "Download what is kept of the response’s body"]
    assert starred[0] == "Download the body of the request as it is shown here"


def test_a_cut_request_has_a_gap_where_it_is_cut(app: Flask) -> None:
    page = drawn(app, "_request", record(b'{"a"\n[... 9 bytes left out ...]\n"b"}', request_cut=9))

    assert [text.get_text() for text in page.select(".shown__text")] == ['{"a"', '"b"}']
    assert "It is cut here: 9 bytes are left out." in words_in(page)
