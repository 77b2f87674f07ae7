"""What waits can be withdrawn, which is how it is changed too; it is then not sent."""

import pytest

from tests.person import Person, address_of, conversation_of
from tests.provider_server import ProviderServer
from tests.waiting.held import held_reply, page, press


def test_withdrawn_it_is_not_sent_and_without_scripts_its_text_is_back_in_the_field(
    app, alice: Person, without_scripts: Person, provider: ProviderServer
) -> None:
    with held_reply(provider) as go_on:
        sent = without_scripts.send_message("one")
        conversation = address_of(sent).split("/")[2].split("?")[0]
        stored = without_scripts.send_message("two\nlines", conversation_id=conversation)
        shown = without_scripts.open(address_of(stored))

        withdrawn = press(without_scripts, shown, "withdraw")
        late = press(without_scripts, shown, "withdraw")
        go_on.set()
        after = page(without_scripts, conversation)

    assert (stored.status, address_of(stored)) == (303, f"/conversations/{conversation}#waiting")
    assert withdrawn.status == 200
    assert withdrawn.one("#composer textarea").get_text().removeprefix("\n") == "two\nlines"
    assert not withdrawn.all(".waiting")
    assert late.status == 404
    assert "does not wait any more" in late.one("#composer-error").get_text()
    assert after.texts[0] == "one" and "two\nlines" not in after.texts


def test_withdrawn_with_scripts_it_vanishes_from_the_page(alice: Person, provider: ProviderServer) -> None:
    with held_reply(provider):
        conversation = conversation_of(alice.send_message("one"))
        stored = alice.send_message("two", conversation_id=conversation)

        withdrawn = press(alice, stored, "withdraw")
        late = press(alice, stored, "withdraw")

    assert withdrawn.status == 200
    assert withdrawn.one('hx-partial[hx-target="#waiting"]').get_text().strip() == ""
    assert late.status == 404
    assert late.one(".problem")


@pytest.mark.parametrize("form", [{"waiting": "another"}, {"waiting": "x" * 900}])
def test_a_form_of_another_message_does_nothing(alice: Person, provider: ProviderServer, form: dict[str, str]) -> None:
    with held_reply(provider):
        conversation = conversation_of(alice.send_message("one"))
        alice.send_message("two", conversation_id=conversation)

        answer = alice.post(f"/conversations/{conversation}/waiting/withdraw", **form)
        still = page(alice, conversation)

    assert answer.status == 404
    assert still.one(".waiting__text").get_text() == "two"
