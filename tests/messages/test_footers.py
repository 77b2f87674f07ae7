"""What can be done below a message, and that nothing is offered that cannot be done."""

import threading

from flask import Flask

from tests.messages.tab import all_messages, article, lengthen, own_messages
from tests.person import Answer, Person, conversation_of
from tests.provider_server import ProviderServer, finish, token, wait_for


def actions(answer: Answer, message_id: str) -> list[str]:
    return [str(each["data-action"]) for each in article(answer, message_id).select("footer [data-action]")]


def test_every_message_offers_what_can_be_done_with_it(alice: Person) -> None:
    first = alice.ask("First").sent  # type: ignore[attr-defined]
    alice.ask("Second", conversation_id=conversation_of(first))

    page = alice.open(f"/conversations/{conversation_of(first)}")

    for message_id in all_messages(page):
        is_own = message_id in own_messages(page)
        wanted = (
            ["edit", "copy", "quote", "delete"]
            if is_own
            else ["copy", "retry", "under", "copy-rich", "quote", "edit", "delete"]
        )
        assert actions(page, message_id) == wanted


def test_each_control_has_a_name_and_each_menu_its_button(alice: Person) -> None:
    page = alice.open(f"/conversations/{conversation_of(alice.ask('Hi').sent)}")  # type: ignore[attr-defined]

    menu = page.one(".message__menu")
    assert page.one(f"button[popovertarget={menu['id']}]:not(.menu__entry)").get_text().strip() == "More"
    for control in page.all("article.message :is(button, a)"):
        assert control.get_text().strip() or control.get("aria-label"), control


def test_no_two_elements_share_an_id(app: Flask, alice: Person) -> None:
    conversation = conversation_of(alice.ask("Hi").sent)  # type: ignore[attr-defined]
    lengthen(app, conversation, 5)
    page = alice.open(f"/conversations/{conversation}")
    alice.await_reply(alice.retry(page.reply_id).reply_id)

    ids = [element["id"] for element in alice.open(f"/conversations/{conversation}").all("[id]")]

    assert len(ids) == len(set(ids))


def test_a_running_reply_offers_nothing_that_it_would_refuse(alice: Person, provider: ProviderServer) -> None:
    go_on = threading.Event()
    provider.answer_raw([token("Slowly"), wait_for(go_on), finish()])
    sent = alice.send_message("Hi")

    assert actions(sent, sent.reply_id) == []
    go_on.set()
    alice.await_reply(sent.reply_id)


def test_a_failed_reply_in_the_middle_can_be_asked_for_again(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(400, times=1)
    failed = alice.ask("First")
    conversation = conversation_of(failed.sent)  # type: ignore[attr-defined]
    alice.ask("Second", conversation_id=conversation)

    page = alice.open(f"/conversations/{conversation}")

    assert article(page, failed.reply_id).select("form.retry")
