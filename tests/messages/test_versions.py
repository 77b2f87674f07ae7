"""Versions: editing and retrying keep what was; arrows switch, and the choice is kept."""

import threading

import pytest
from flask import Flask

from tests.messages.tab import (
    UNKNOWN,
    all_messages,
    another_tab,
    arrow,
    article,
    asked_and_edited,
    edit,
    lengthen,
    own_messages,
    partials,
    path_of,
    press,
    put_away_conversation,
    version_of,
)
from tests.person import Person, address_of, conversation_of
from tests.provider_server import ProviderServer, finish, token, wait_for


def asked_and_retried(person: Person, provider: ProviderServer) -> tuple[str, str, str]:
    """A conversation whose reply was asked for again: its id, and the ids of both replies."""
    provider.reply_with("The first answer.")
    first = person.ask("Question")
    provider.reply_with("The second answer.")
    second = person.await_reply(person.retry(first.reply_id).reply_id)
    return conversation_of(first.sent), first.reply_id, second.reply_id  # type: ignore[attr-defined]


def test_a_message_without_versions_has_no_arrows(alice: Person) -> None:
    page = alice.open(f"/conversations/{conversation_of(alice.ask('Hi').sent)}")  # type: ignore[attr-defined]

    assert not page.all(".versions")


def test_a_retried_reply_shows_which_version_it_is(alice: Person, provider: ProviderServer) -> None:
    conversation, first, second = asked_and_retried(alice, provider)

    page = alice.open(f"/conversations/{conversation}")

    assert page.texts == ["Question", "The second answer."]
    assert version_of(page, second) == "Version 2 of 2"
    assert arrow(page, second, "Next version") is None
    assert arrow(page, second, "Previous version")["action"] == f"/messages/{first}/show"  # type: ignore[index]


def test_an_arrow_that_leads_nowhere_keeps_the_focus_and_says_so(alice: Person, provider: ProviderServer) -> None:
    conversation, first, second = asked_and_retried(alice, provider)

    before = alice.open(f"/conversations/{conversation}")
    after = press(alice, arrow(before, second, "Previous version"))

    pressed = arrow(before, second, "Previous version").select_one("button")  # type: ignore[union-attr]
    there = article(after, first).select_one(f"#{pressed['id']}")  # type: ignore[index]
    assert there is not None and there["aria-disabled"] == "true"
    assert (
        article(after, first)
        .select_one(f"#{there['aria-describedby']}")
        .get_text(" ", strip=True)
        .startswith(  # type: ignore[union-attr]
            "Version 1 of 2"
        )
    )


def test_switching_shows_the_other_version_and_keeps_the_choice(alice: Person, provider: ProviderServer) -> None:
    conversation, first, second = asked_and_retried(alice, provider)
    page = alice.open(f"/conversations/{conversation}")

    shown = press(alice, arrow(page, second, "Previous version"))

    assert shown.status == 200
    assert shown.texts == ["The first answer."]
    assert version_of(shown, first) == "Version 1 of 2"
    assert alice.open(f"/conversations/{conversation}").texts == ["Question", "The first answer."]


def test_what_followed_a_version_comes_and_goes_with_it(alice: Person) -> None:
    conversation, old, new = asked_and_edited(alice, "First words", "Second words")
    alice.ask("More", conversation_id=conversation)
    page = alice.open(f"/conversations/{conversation}")

    back = press(alice, arrow(page, new, "Previous version"))
    forth = press(alice, arrow(back, old, "Next version"))

    assert back.texts[0] == "First words" and len(back.texts) == 2
    assert partials(back)[f"#message-{new} ~ *"]["hx-swap"] == "delete"
    assert forth.texts[::2] == ["Second words", "More"]
    assert partials(forth)["#composer-parent"].select_one("input")["value"] == all_messages(forth)[-1]  # type: ignore[index]


def test_an_edited_first_message_has_versions_too(alice: Person) -> None:
    conversation, old, new = asked_and_edited(alice, "First words", "Second words")

    page = alice.open(f"/conversations/{conversation}")

    assert version_of(page, new) == "Version 2 of 2"
    assert arrow(page, new, "Previous version")["action"] == f"/messages/{old}/show"  # type: ignore[index]


def test_without_scripts_switching_leads_to_the_page_at_the_message(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    conversation, first, second = asked_and_retried(alice, provider)
    plain = another_tab(app, alice, with_scripts=False)

    answer = press(plain, arrow(plain.open(f"/conversations/{conversation}"), second, "Previous version"))

    assert answer.status == 303
    assert address_of(answer) == f"/conversations/{conversation}?at={first}#message-{first}"
    page = plain.open(path_of(answer))
    assert page.texts == ["Question", "The first answer."]
    assert not page.all(".elsewhere")


def test_a_version_with_much_below_it_opens_as_a_page_of_its_own(app: Flask, alice: Person) -> None:
    conversation, old, new = asked_and_edited(alice, "First words", "Second words")
    lengthen(app, conversation, 20)
    alice.open(f"/conversations/{conversation}")
    press(alice, arrow(alice.open(f"/conversations/{conversation}?at={new}"), new, "Previous version"))

    answer = alice.post(f"/messages/{new}/show")

    assert answer.headers["HX-Redirect"] == f"/conversations/{conversation}?at={new}#message-{new}"
    page = alice.open(path_of(answer))
    assert all_messages(page)[0] == new and page.all("a.newer")


def test_a_reply_in_the_middle_can_be_asked_for_again(alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("One.")
    first = alice.ask("First question")
    conversation = conversation_of(first.sent)  # type: ignore[attr-defined]
    alice.ask("Second question", conversation_id=conversation)
    provider.reply_with("Another one.")

    retried = alice.retry(first.reply_id)

    assert retried.status == 200
    assert partials(retried)[f"#message-{first.reply_id} ~ *"]["hx-swap"] == "delete"
    assert version_of(alice.await_reply(retried.reply_id), retried.reply_id) == "Version 2 of 2"
    assert alice.open(f"/conversations/{conversation}").texts == ["First question", "Another one."]


def test_a_version_switched_in_one_tab_is_continued_where_the_other_stands(app: Flask, alice: Person) -> None:
    conversation, old, new = asked_and_edited(alice, "First words", "Second words")
    tab = alice.open(f"/conversations/{conversation}")
    alice.post(f"/messages/{old}/show")

    sent = another_tab(app, alice).post(
        "/messages",
        message="Go on",
        submission_id="0123456789abcdef",
        conversation_id=conversation,
        parent_id=str(tab.one("#composer-parent")["value"]),
    )
    alice.await_reply(sent.reply_id)

    assert alice.open(f"/conversations/{conversation}").texts[::2] == ["Second words", "Go on"]


def test_two_tabs_on_one_message_at_once_end_on_one_of_its_versions(app: Flask, alice: Person) -> None:
    conversation, old, new = asked_and_edited(alice, "First words", "Second words")
    tabs = [another_tab(app, alice) for _ in range(4)]
    statuses: list[int] = []

    def switch(number: int) -> None:
        for version in (old, new, old):
            statuses.append(tabs[number].post(f"/messages/{version}/show").status)

    threads = [threading.Thread(target=switch, args=(number,)) for number in range(4)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]

    assert statuses == [200] * 12
    assert alice.open(f"/conversations/{conversation}").texts[0] in ("First words", "Second words")


def test_a_reply_that_runs_in_another_version_goes_on_unseen(alice: Person, provider: ProviderServer) -> None:
    conversation, old, _ = asked_and_edited(alice, "First words", "Second words")
    go_on = threading.Event()
    provider.answer_raw([token("Slowly"), wait_for(go_on), token(" done."), finish()])
    running = edit(alice, old, "Third words")

    switched = alice.post(f"/messages/{old}/show", replaced_id=own_messages(running)[-1])
    go_on.set()
    finished = alice.await_reply(running.reply_id)

    assert switched.status == 200
    assert partials(switched)["#composer-action"].select("[data-action=send]")
    assert finished.reply["data-status"] == "complete"
    assert alice.open(f"/conversations/{conversation}").texts[0] == "First words"
    assert alice.open(f"/conversations/{conversation}?at={running.reply_id}").texts[-1] == "Slowly done."


def test_a_running_reply_is_followed_again_by_who_comes_back_to_it(alice: Person, provider: ProviderServer) -> None:
    _, old, _ = asked_and_edited(alice, "First words", "Second words")
    go_on = threading.Event()
    provider.answer_raw([token("Slowly"), wait_for(go_on), token(" done."), finish()])
    running = edit(alice, old, "Third words")
    alice.post(f"/messages/{old}/show")

    back = alice.post(f"/messages/{own_messages(running)[-1]}/show")

    assert back.reply["hx-sse:connect"].startswith(f"/replies/{running.reply_id}/events")
    assert partials(back)["#composer-action"].select("[data-action=stop]")
    go_on.set()
    alice.await_reply(running.reply_id)


@pytest.mark.parametrize("replaced", ["nonsense", UNKNOWN, "*"])
def test_what_a_switch_replaces_is_only_ever_a_message(alice: Person, provider: ProviderServer, replaced: str) -> None:
    _, first, _ = asked_and_retried(alice, provider)

    shown = alice.post(f"/messages/{first}/show", replaced_id=replaced)

    assert shown.status == 200
    assert {target for target in partials(shown) if "~" in target} <= {f"#message-{UNKNOWN} ~ *"}


def test_strangers_unknown_and_deleted_messages_get_the_same_404(
    app: Flask, alice: Person, charlie: Person, provider: ProviderServer
) -> None:
    conversation, first, second = asked_and_retried(alice, provider)

    foreign, unknown = charlie.post(f"/messages/{first}/show"), alice.post(f"/messages/{UNKNOWN}/show")
    put_away_conversation(app, conversation)
    deleted = alice.post(f"/messages/{first}/show")

    assert [answer.status for answer in (foreign, unknown, deleted)] == [404] * 3
    assert foreign.words == unknown.words == deleted.words
    assert second
