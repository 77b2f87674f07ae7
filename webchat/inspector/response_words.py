"""What the fields of an answer mean, in plain words: of OpenAI's chat completion object, and what others add to it.

A name is a field, or a field within another one (`error.message`) where it means something of its own there.
"""

from collections.abc import Mapping

from webchat.wording import N_

RESPONSE_WORDS: Mapping[str, str] = {
    "id": N_("The provider’s name for this answer. It is the same in all pieces of one answer."),
    "object": N_(
        "What kind of thing this is: chat.completion is a whole answer, chat.completion.chunk one piece of it."
    ),
    "created": N_("When the answer was begun: the seconds since 1 January 1970, as computers count time."),
    "model": N_(
        "Which model answered. Its name can be longer than the one that was asked for: a name such as gpt-4o stands for"
        " the newest version, and here is the exact one. Some providers write here a name of their own."
    ),
    "choices": N_("A list of answers, since a request can ask for several at once. This page asks for one."),
    "index": N_("Which answer of the list this is. Computers count from 0."),
    "message": N_("The answer itself: a message like those that were sent, so that it can be sent again next time."),
    "delta": N_("What this piece adds to the message: mostly a few letters."),
    "role": N_("Who speaks. assistant: the model."),
    "content": N_("What the model wrote. This is the text that you see on the page."),
    "text": N_("What the model wrote."),
    "refusal": N_("What the model says when it refuses to answer. null: it did not refuse."),
    "reasoning_content": N_("What the model thought before it wrote. It counts as written, and costs as much."),
    "reasoning": N_("What the model thought before it wrote. It counts as written, and costs as much."),
    "reasoning_details": N_("What the model thought before it wrote, in parts."),
    "annotations": N_("Remarks on the text, such as the web pages that it was taken from."),
    "audio": N_("The answer as sound. null: there is none."),
    "tool_calls": N_("Functions that the model asks the program to run, with what it gives them."),
    "tool_calls.id": N_("The name of this call. The result is sent back under it."),
    "function": N_("Which function is to be run, and with what."),
    "function_call": N_("A function that the model asks the program to run: an older form of tool_calls."),
    "arguments": N_("What the function is given, as JSON written by the model. It can be wrong and must be checked."),
    "logprobs": N_("How likely each token was, if the request asks for it. null: it did not."),
    "finish_reason": N_("Why the answer ended."),
    "native_finish_reason": N_("Why the answer ended, in the word of the provider behind this one."),
    "stop_reason": N_("At which of the given words the model stopped. null: at none of them."),
    "usage": N_(
        "How many tokens were counted. Tokens are pieces of words, of about four letters each, and they are what "
        "is paid for."
    ),
    "prompt_tokens": N_("Read: everything that was sent, the whole conversation so far and the instructions."),
    "completion_tokens": N_("Written: the answer. Where a model thinks first, that is counted too."),
    "total_tokens": N_("Both together."),
    "prompt_tokens_details": N_("Details of the tokens that were read."),
    "completion_tokens_details": N_("Details of the tokens that were written."),
    "cached_tokens": N_(
        "Read before: the beginning was the same as in an earlier request, and the provider still had it. These "
        "tokens are mostly cheaper. They are included in prompt_tokens."
    ),
    "reasoning_tokens": N_(
        "Thought: what the model wrote for itself before the answer. These tokens are included in completion_tokens "
        "and cost as much."
    ),
    "audio_tokens": N_("Tokens of sound."),
    "accepted_prediction_tokens": N_(
        "A request can bring along a guess at the answer. So many tokens of the guess were right."
    ),
    "rejected_prediction_tokens": N_(
        "A request can bring along a guess at the answer. So many tokens of the guess were wrong. They are paid for "
        "all the same."
    ),
    "cost": N_("What the provider says that this cost, in its own unit."),
    "system_fingerprint": N_(
        "The provider’s mark for the software that answered. When it changes, answers can change too."
    ),
    "service_tier": N_("How the request was served: at the usual price and speed, or at another one."),
    "provider": N_("Who ran the model, where the API passes requests on to others."),
    "timings": N_(
        "What llama.cpp, the program that runs the model, measured: prompt is what was read, predicted is what was "
        "written, n is a number of tokens, ms are thousandths of a second, and cache_n tokens were still there from an "
        "earlier request and did not have to be read again."
    ),
    "x_groq": N_("What this provider, Groq, adds of its own."),
    "prompt_filter_results": N_("What the provider’s filter found in what was sent."),
    "content_filter_results": N_("What the provider’s filter found in the answer."),
    "obfuscation": N_(
        "Letters without meaning, so that nobody who watches the connection can guess words by their length."
    ),
    "error": N_("What went wrong. It stands here instead of an answer."),
    "error.message": N_("What went wrong, in the provider’s words."),
    "error.type": N_("What kind of error it is: a word for programs."),
    "error.code": N_("Which error it is: a word or a number for programs. null: none given."),
    "error.param": N_("Which part of the request was wrong. null: none in particular."),
    "detail": N_("What went wrong, in the provider’s words."),
}
UNKNOWN_FIELD = N_("A field that this page does not know. Providers may add their own.")


def field_words(path: tuple[str | int, ...]) -> str:
    """What the field at this place means; numbers in the path, places in lists, do not matter."""
    names = [step for step in path if isinstance(step, str)]
    for length in (2, 1):
        if words := RESPONSE_WORDS.get(".".join(names[-length:])):
            return words
    return UNKNOWN_FIELD
