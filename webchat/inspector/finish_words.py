"""Why an answer ended: each value of `finish_reason` in plain words (OpenAI API reference, chat completion object)."""

from collections.abc import Mapping

from webchat.provider.wire import finish_word
from webchat.wording import N_

FINISH_WORDS: Mapping[str, str] = {
    "stop": N_(
        "The model came to the end by itself. This is how most answers end. It also stands here when the model wrote"
        " one of the words at which it was told to stop."
    ),
    "length": N_(
        "The answer was cut: it reached the largest number of tokens that the request allows, or the model’s memory "
        "was full. What is there can end in the middle of a sentence."
    ),
    "content_filter": N_(
        "The provider’s filter held back a part of the answer, or all of it. It was not the model that stopped."
    ),
    "tool_calls": N_(
        "The model did not write an answer for you. It asks the program that called it to run a tool, a function, and"
        " to send the result back."
    ),
    "function_call": N_("The same as tool_calls, in an older form: the model asks the program to run a function."),
    "error": N_("Something failed at the provider while the answer was being written."),
    "abort": N_("The provider broke the answer off."),
    "insufficient_system_resource": N_("The provider had too much to do, and broke the answer off."),
}
NOT_YET = N_("null means: the answer goes on. Only the last piece says why it ended.")
OTHER_REASON = N_("A word of this provider’s own. The usual ones are stop, length, content_filter and tool_calls.")


def finish_words(reason: object) -> str:
    """What a finish reason means; it is None in all pieces of a stream but the last."""
    if reason is None:
        return NOT_YET
    return FINISH_WORDS.get(str(reason)) or FINISH_WORDS.get(finish_word(str(reason)), OTHER_REASON)


def usual_word(reason: str) -> str | None:
    """The usual word for one that only some providers have; None where it is one itself, or there is none."""
    usual = finish_word(reason)
    return usual if reason not in FINISH_WORDS and usual in FINISH_WORDS else None
