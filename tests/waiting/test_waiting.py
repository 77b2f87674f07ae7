"""Typing ahead: a message written while a reply runs waits on the server, and is sent when the reply has ended."""

import uuid

from tests.conftest import MakeApp
from tests.person import Person, address_of, conversation_of
from tests.provider_server import DONE, ProviderServer, finish
from tests.waiting.held import held_reply, page, press, sent_by_itself


def test_a_message_written_while_a_reply_runs_waits_and_is_sent_when_it_has_ended(
    alice: Person, provider: ProviderServer
) -> None:
    with held_reply(provider) as go_on:
        first = alice.send_message("one")
        conversation = conversation_of(first)

        stored = alice.send_message("two", conversation_id=conversation)
        meanwhile = page(alice, conversation)
        go_on.set()
        after = sent_by_itself(alice, conversation, "two")

    assert stored.status == 200
    assert stored.one("#composer-fields input[name=submission_id]")
    for shown in (stored, meanwhile):
        assert shown.one(".waiting__text").get_text() == "two"
        assert "Sent when this reply has ended" in shown.words
        assert not shown.all(".waiting__send")
    assert "two" not in meanwhile.texts
    assert after.texts == ["one", "First.", "two", "Hello you"]
    assert not after.all(".waiting")
    assert provider.requests[-1].json["messages"][-1]["content"] == "two"


def test_a_second_message_is_refused_in_words_and_kept(app, provider: ProviderServer) -> None:
    bob = Person(app, with_scripts=False)
    with held_reply(provider):
        conversation = address_of(bob.send_message("one")).split("/")[2].split("?")[0]
        bob.send_message("two", conversation_id=conversation)

        refused = bob.send_message("three", conversation_id=conversation)

    assert refused.status == 409
    assert "One message is waiting already: change it or withdraw it" in refused.one("#composer-error").get_text()
    assert refused.one("#composer textarea").get_text().strip() == "three"
    assert refused.one(".waiting__text").get_text() == "two"


def test_the_same_submission_waits_once_and_finds_what_it_led_to(alice: Person, provider: ProviderServer) -> None:
    submission = uuid.uuid4().hex
    with held_reply(provider) as go_on:
        conversation = conversation_of(alice.send_message("one"))
        twice = [alice.send_message("two", conversation_id=conversation, submission_id=submission) for _ in range(2)]
        go_on.set()
        after = sent_by_itself(alice, conversation, "two")

    again = alice.send_message("two", conversation_id=conversation, submission_id=submission)

    assert [answer.status for answer in twice] == [200, 200]
    assert all(answer.all(".waiting") for answer in twice)
    assert again.reply_id == after.reply_id
    assert page(alice, conversation).texts == after.texts
    assert len(provider.requests) == 2


def test_a_reply_that_was_stopped_lets_it_go(alice: Person, provider: ProviderServer) -> None:
    with held_reply(provider):
        first = alice.send_message("one")
        alice.await_text(first.reply_id, "First.")
        conversation = conversation_of(first)
        alice.send_message("two", conversation_id=conversation)

        alice.post(f"/replies/{first.reply_id}/stop")
        after = sent_by_itself(alice, conversation, "two")

    assert after.texts[-2:] == ["two", "Hello you"]


def test_it_is_counted_once_by_the_rate_limit(make_app: MakeApp, provider: ProviderServer) -> None:
    alice = Person(make_app(rate_limit="3/minute"))
    alice.ask("the first is counted for the address")
    with held_reply(provider, ending=b'data: {"error": {"message": "broken"}}\n\n') as go_on:
        first = alice.send_message("one")
        conversation = conversation_of(first)
        stored = alice.send_message("two", conversation_id=conversation)
        go_on.set()
        alice.await_reply(first.reply_id)

    sent = press(alice, page(alice, conversation), "send")
    alice.await_reply(sent.reply_id)

    assert (stored.status, sent.status) == (200, 200)
    assert alice.send_message("a third").status == 200
    assert alice.send_message("a fourth").status == 429


def test_both_buttons_are_there_while_a_reply_runs_and_one_after(alice: Person, provider: ProviderServer) -> None:
    with held_reply(provider) as go_on:
        first = alice.send_message("one")
        during = page(alice, conversation_of(first))
        go_on.set()
        ended = alice.await_reply(first.reply_id)

    buttons = [button["data-action"] for button in during.all("#composer-action button")]
    assert buttons == ["stop", "send"]
    assert "Send next" in during.one("#composer-action [data-action=send]").get_text()
    assert [button["data-action"] for button in ended.all("#composer-action button")] == ["send"]


def test_a_stranger_can_neither_withdraw_nor_send_it(alice: Person, charlie: Person, provider: ProviderServer) -> None:
    with held_reply(provider):
        conversation = conversation_of(alice.send_message("one"))
        alice.send_message("two", conversation_id=conversation)

        foreign = [
            charlie.post(f"/conversations/{conversation}/waiting/{action}", waiting="")
            for action in ("withdraw", "send")
        ]
        unknown = [
            charlie.post(f"/conversations/{uuid.uuid4()}/waiting/{action}", waiting="")
            for action in ("withdraw", "send")
        ]
        plain = Person(alice.client.application, with_scripts=False)
        nobody = plain.post(f"/conversations/{conversation}/waiting/withdraw", waiting="")
        still = page(alice, conversation)

    assert [answer.status for answer in [*foreign, *unknown, nobody]] == [404] * 5
    assert foreign[0].words == unknown[0].words
    assert still.one(".waiting__text").get_text() == "two"


def test_prefer_wait_is_answered_at_once_with_what_waits(alice: Person, provider: ProviderServer) -> None:
    with held_reply(provider):
        conversation = conversation_of(alice.send_message("one"))

        stored = alice.send_message("two", conversation_id=conversation, headers={"Prefer": "wait"})

    assert stored.status == 200
    assert "Preference-Applied" not in stored.headers
    assert stored.one(".waiting__text").get_text() == "two"


def test_the_reply_that_was_cut_counts_as_ended(alice: Person, provider: ProviderServer) -> None:
    with held_reply(provider, ending=finish("length") + DONE) as go_on:
        conversation = conversation_of(alice.send_message("one"))
        alice.send_message("two", conversation_id=conversation)
        go_on.set()

        after = sent_by_itself(alice, conversation, "two")

    assert after.texts == ["one", "First.", "two", "Hello you"]
    assert provider.requests[-1].json["messages"][1]["content"] == "First."
