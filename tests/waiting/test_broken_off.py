"""When the reply before it broke off, a waiting message goes on waiting until its writer sends it."""

from tests.person import Person, address_of, conversation_of
from tests.provider_server import ProviderServer
from tests.waiting.held import held_reply, page, press, sent_by_itself


def test_a_reply_that_failed_leaves_it_waiting_until_its_writer_sends_it(
    alice: Person, provider: ProviderServer
) -> None:
    with held_reply(provider, ending=b'data: {"error": {"message": "broken"}}\n\n') as go_on:
        first = alice.send_message("one")
        conversation = conversation_of(first)
        alice.send_message("two", conversation_id=conversation)
        go_on.set()
        ended = alice.await_reply(first.reply_id)

    stuck = page(alice, conversation)
    refused = alice.send_message("three", conversation_id=conversation)
    sent = press(alice, stuck, "send")
    again = press(alice, stuck, "send")
    alice.await_reply(sent.reply_id)

    assert ended.reply["data-status"] == "failed"
    for shown in (ended, stuck):
        assert "Not sent, because the reply before it broke off" in shown.one(".waiting__label").get_text()
        assert shown.one(".waiting__send")
    assert refused.status == 409
    assert sent.texts[0] == "two"
    assert again.reply_id == sent.reply_id
    assert page(alice, conversation).texts == ["one", "First.", "two", "Hello you"]
    assert not page(alice, conversation).all(".waiting")


def test_sent_now_without_scripts_it_leads_to_its_reply(app, without_scripts: Person, provider: ProviderServer) -> None:
    with held_reply(provider, ending=b'data: {"error": {"message": "broken"}}\n\n') as go_on:
        conversation = address_of(without_scripts.send_message("one")).split("/")[2].split("?")[0]
        without_scripts.send_message("two", conversation_id=conversation)
        go_on.set()
        stuck = without_scripts.open(f"/conversations/{conversation}?wait=1")

    sent = press(without_scripts, stuck, "send")

    assert sent.status == 303
    assert without_scripts.open(address_of(sent)).texts[-1] == "Hello you"


def test_retrying_a_reply_that_failed_lets_it_go_after_the_new_version(alice: Person, provider: ProviderServer) -> None:
    with held_reply(provider, ending=b'data: {"error": {"message": "broken"}}\n\n') as go_on:
        first = alice.send_message("one")
        conversation = conversation_of(first)
        alice.send_message("two", conversation_id=conversation)
        go_on.set()
        alice.await_reply(first.reply_id)
    provider.reply_with("Better.")

    alice.await_reply(alice.retry(first.reply_id).reply_id)

    assert sent_by_itself(alice, conversation, "two").texts == ["one", "Better.", "two", "Better."]


def test_sending_it_now_while_the_reply_runs_is_refused_and_it_goes_on_waiting(
    alice: Person, provider: ProviderServer
) -> None:
    with held_reply(provider):
        conversation = conversation_of(alice.send_message("one"))
        alice.send_message("two", conversation_id=conversation)

        refused = alice.post(f"/conversations/{conversation}/waiting/send", waiting="")
        still = page(alice, conversation)

    assert refused.status == 409
    assert still.one(".waiting__text").get_text() == "two"
