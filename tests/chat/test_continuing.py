"""A reply that ended early goes on where it broke off."""

import pytest

from tests.person import Person
from tests.provider_server import DONE, ProviderServer, finish, token
from webchat.chat.continuing import continued, joint
from webchat.provider import ChatMessage


@pytest.mark.parametrize(
    ("beginning", "text", "between"),
    [
        ("The sky", "is blue", " "),
        ("The sky ", "is blue", ""),
        ("The sky", " is blue", ""),
        ("It is so.", "Then", " "),
        ("It is so", ".", ""),
        ("print(", "1)", ""),
        ("| a | b |", "| c | d |", "\n"),
        ("The end of a part.", "## The next", "\n"),
        ("Things:", "- one", "\n"),
        ("a very", "**bold** move", ""),
        ("", "begin", ""),
    ],
)
def test_old_and_new_text_are_joined_as_they_would_be_written(beginning: str, text: str, between: str) -> None:
    assert joint(beginning, text) == between


def test_nothing_is_added_to_what_is_asked_when_there_is_no_beginning() -> None:
    assert continued([ChatMessage("user", "Why?")], "") == [ChatMessage("user", "Why?")]


def test_a_reply_cut_at_the_token_limit_is_continued_in_its_place(alice: Person, provider: ProviderServer) -> None:
    provider.answer_raw([token("The sky is"), finish("length"), DONE], times=1)
    cut = alice.ask("Why?")
    provider.answer_raw([token("blue."), finish("stop"), DONE], times=1)

    alice.post(f"/replies/{cut.reply_id}/continue", submission_id="continue-0001")
    whole = alice.await_reply(cut.reply_id)

    sent = provider.requests[-1].json["messages"]
    assert [(message["role"], message["content"]) for message in sent[:2]] == [
        ("user", "Why?"),
        ("assistant", "The sky is"),
    ]
    assert sent[2]["role"] == "user" and "Continue" in sent[2]["content"]
    assert (whole.reply["data-status"], whole.texts) == ("complete", ["The sky is blue."])
    assert cut.one("[data-action=continue]") and not whole.all("[data-action=continue]")


def test_a_complete_reply_cannot_be_continued(alice: Person) -> None:
    done = alice.ask("Why?")

    refused = alice.post(f"/replies/{done.reply_id}/continue", submission_id="continue-0002")

    assert refused.status == 422
    assert "nothing that could be continued" in refused.words


def test_a_stranger_can_neither_stop_nor_continue(alice: Person, charlie: Person, provider: ProviderServer) -> None:
    provider.answer_raw([token("The sky is"), finish("length"), DONE], times=1)
    cut = alice.ask("Why?")

    answers = [
        charlie.post(f"/replies/{cut.reply_id}/{action}", submission_id="continue-0003")
        for action in ("stop", "continue", "retry")
    ]
    source = charlie.open(f"/replies/{cut.reply_id}/source")

    assert [answer.status for answer in [*answers, source]] == [404, 404, 404, 404]


def test_one_submission_id_used_for_two_actions_does_both(alice: Person, provider: ProviderServer) -> None:
    provider.answer_raw([token("The sky is"), finish("length"), DONE], times=1)
    cut = alice.ask("Why?")

    alice.post(f"/replies/{cut.reply_id}/continue", submission_id="the-same-id")
    alice.await_reply(cut.reply_id)
    retried = alice.retry(cut.reply_id, submission_id="the-same-id")
    alice.await_reply(retried.reply_id)

    assert retried.status == 200
    assert retried.reply_id != cut.reply_id
    assert len(provider.requests) == 3
