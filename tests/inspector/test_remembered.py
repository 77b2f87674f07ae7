"""What it remembers: the page says, with this reply's own numbers, that all is sent again, and what was left out."""

from tests.conftest import MakeApp
from tests.inspector.hood import open_hood, section, short, table, text_of
from tests.person import Answer, Person, conversation_of
from tests.provider_server import DONE, ProviderServer, event, finish, token


def counted(provider: ProviderServer, prompt_tokens: int) -> None:
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": 2, "total_tokens": prompt_tokens + 2}
    provider.answer_raw([token("Yes"), finish(), event({"choices": [], "usage": usage}), DONE], times=1)


def ask(person: Person, text: str, before: Answer | None = None) -> Answer:
    return person.ask(text, conversation_id=conversation_of(before.sent) if before else None)  # type: ignore[attr-defined]


def test_it_says_that_the_model_remembers_nothing(alice: Person) -> None:
    words = section(open_hood(alice, alice.ask("Hi").reply_id), "remembered")

    assert "The model remembers nothing." in words
    assert "sends the conversation again each time" in words


def test_it_counts_what_was_sent(alice: Person, provider: ProviderServer) -> None:
    counted(provider, 11)
    first = ask(alice, "Hello")
    counted(provider, 29)
    second = ask(alice, "Again", first)

    words = section(open_hood(alice, second.reply_id), "remembered")

    assert "What was sent for this reply: 3 messages, 13 characters in all." in words
    assert "counted 29 tokens" in words
    assert "Nothing: all that was said before fits" in words


def test_it_shows_how_that_grows_with_the_conversation(alice: Person, provider: ProviderServer) -> None:
    counted(provider, 10)
    first = ask(alice, "One")
    counted(provider, 20)
    second = ask(alice, "Two", first)
    counted(provider, 40)
    third = ask(alice, "Three", second)

    of_third, of_second = open_hood(alice, third.reply_id), open_hood(alice, second.reply_id)

    assert table(of_third) == [["2 replies before", "10"], ["1 reply before", "20"], ["This reply", "40"]]
    assert [rect["width"] for rect in of_third.all(".growth rect")] == ["25", "50", "100"]
    assert table(of_second) == [["1 reply before", "10"], ["This reply", "20"]]
    assert of_third.all(".growth a")[0]["href"] == f"#message-{first.reply_id}"


def test_a_first_reply_has_nothing_to_compare_with(alice: Person) -> None:
    assert not open_hood(alice, alice.ask("Hi").reply_id).all(".growth")


def test_it_says_what_instructions_are(make_app: MakeApp) -> None:
    person = Person(make_app(model={"system_prompt": "Be brief."}))

    words = section(open_hood(person, person.ask("Hi").reply_id), "remembered")

    assert "instructions (9 characters)" in words
    assert "2 messages, 11 characters in all" in words


def test_it_names_and_links_what_was_left_out(make_app: MakeApp) -> None:
    person = Person(make_app(model={"context_tokens": 400, "max_reply_tokens": 100}))
    first = ask(person, "The first question, about fjords. " + "word " * 150)
    second = ask(person, "The second question. " + "word " * 150, first)

    hood = open_hood(person, second.reply_id)

    words = section(hood, "remembered")
    assert "2 earlier messages were not sent." in words
    assert [text_of(each) for each in hood.all("#remembered-hood li .source:not(.source--away)")] == [
        "Your message: “ The first question, about fjords. word word word word word w… ”",
        "Reply: “ Hello **you** ”",
    ]
    assert f"#message-{first.reply_id}" in [link["href"] for link in hood.all("#remembered-hood li a")]
    sheet = person.open(str(hood.one("#hood link")["href"])).response.get_data(as_text=True)
    assert f'[href="#message-{first.reply_id}"]' in sheet


def test_it_tells_a_refused_message_that_is_not_sent_again_from_what_is_too_old(
    alice: Person, provider: ProviderServer
) -> None:
    provider.fail_with(400, {"error": {"message": "no", "code": "content_filter"}}, times=1)
    refused = ask(alice, "Something that the filter stops")
    provider.reply_with("Yes")
    second = ask(alice, "Something else", refused)

    hood = open_hood(alice, second.reply_id)

    words = section(hood, "remembered")
    assert "Nothing: all that was said" not in words and "earlier message was not sent" not in words
    entries = [text_of(entry) for entry in hood.all("#remembered-hood li")]
    assert len(entries) == 2
    assert "Something that the filter stops" in entries[0] and "This message was refused earlier." in entries[0]
    assert entries[1].startswith("Reply") and "This message has no words" in entries[1]
    sheet = alice.open(str(hood.one("#hood link")["href"])).response.get_data(as_text=True)
    assert f'[href="#message-{refused.reply_id}"]' in sheet


def test_a_refused_message_among_those_that_were_sent_is_withheld_too(alice: Person, provider: ProviderServer) -> None:
    first = ask(alice, "Hello")
    provider.fail_with(400, {"error": {"message": "no", "code": "content_filter"}}, times=1)
    refused = ask(alice, "Bad words", first)
    provider.reply_with("Yes")
    third = ask(alice, "And now?", refused)

    hood = open_hood(alice, third.reply_id)

    assert "3 messages" in section(hood, "remembered")
    assert "Bad words" in text_of(hood.all("#remembered-hood li")[0])


def test_what_was_refused_is_not_too_old_for_an_earlier_request_either(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(400, {"error": {"message": "no", "code": "content_filter"}}, times=1)
    refused = ask(alice, "Something that the filter stops")
    provider.fail_with(503, times=1)
    second = ask(alice, "Something else", refused)

    hood = open_hood(alice, second.reply_id, "?request=1")

    words = section(hood, "remembered")
    assert len(hood.all(".hood__requests li")) == 2
    assert "not sent. A model can read only so much" not in words and "Not sent for another reason" in words
    assert "left out." not in short(hood)["Why does it remember?"]
