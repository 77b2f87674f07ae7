"""The parameters of the request's body: what values each takes, and when one touches it.

What each one does is said by `inspector.request_words`, beside the requests that are shown; only those that it does not
know are explained here. Values as in OpenAI's API reference, "Create chat completion"; other services allow less.
"""

from dataclasses import dataclass

from webchat.inspector.request_words import REQUEST_WORDS
from webchat.wording import N_, Words


@dataclass(frozen=True, slots=True)
class Parameter:
    """`values` and `when` are words for a person; `is_sent`: whether this page sends it, at least at times."""

    name: str
    values: str
    when: str
    is_sent: bool = False

    @property
    def does(self) -> Words:
        """What it does."""
        return REQUEST_WORDS.get(self.name) or Words(OTHER_WORDS[self.name])


OTHER_WORDS = {
    "presence_penalty": N_("Makes words less likely that have appeared at all, or more likely if it is below 0."),
    "frequency_penalty": N_(
        "Makes words less likely the more often they have appeared, or more likely if it is below 0."
    ),
    "response_format": N_("Makes the model write JSON, and if you wish in exactly the form that you describe."),
    "tools": N_(
        "Functions that the model may ask your program to run, each with a name and a description of its input."
    ),
}
PARAMETERS = (
    Parameter(
        "model",
        N_("The name of a model, exactly as the service writes it. Needed."),
        N_("Always. GET on “/models” below the base address lists the names at most services."),
        is_sent=True,
    ),
    Parameter(
        "messages",
        N_("A list of messages, the oldest first, at least one. Each has “role” and “content”. Needed."),
        N_("Always. The model knows nothing of the conversation but what is in it."),
        is_sent=True,
    ),
    Parameter(
        "stream",
        N_("true or false; usually false."),
        N_("When somebody reads along. For a program that needs the whole answer, it is easier without."),
        is_sent=True,
    ),
    Parameter(
        "stream_options",
        N_('An object, such as {"include_usage": true}. Only together with “stream”: true.'),
        N_("To learn how many tokens a streamed answer took. A few services refuse it."),
        is_sent=True,
    ),
    Parameter(
        "max_tokens",
        N_("A whole number from 1 up to what the model can write."),
        N_(
            "Always, to limit time and cost. OpenAI has marked the name as deprecated, that is, out of date, and its "
            "newer models refuse it; most other services know only this one. When it is refused, this page sends "
            "max_completion_tokens instead."
        ),
        is_sent=True,
    ),
    Parameter(
        "max_completion_tokens",
        N_("A whole number from 1 up to what the model can write."),
        N_(
            "Instead of max_tokens, with OpenAI’s newer models. Leave room for what the model thinks before it answers."
        ),
        is_sent=True,
    ),
    Parameter(
        "temperature",
        N_("A number from 0 to 2; usually 1. Some services allow 1 at most, and models that think often take none."),
        N_("Close to 0 for facts, code and whatever should come out the same each time; around 1 for ideas."),
        is_sent=True,
    ),
    Parameter(
        "reasoning_effort",
        N_("none, minimal, low, medium, high or xhigh: each model takes some of them, and many models none."),
        N_("Low for quick answers, high for hard questions. Only with models that think before they answer."),
        is_sent=True,
    ),
    Parameter(
        "top_p",
        N_("A number from 0 to 1; usually 1."),
        N_("Instead of temperature. Change one of the two, not both."),
    ),
    Parameter(
        "stop",
        N_("A text, or a list of up to four. Some models that think take none."),
        N_("To end an answer at a mark that you know. The mark itself is not part of the answer."),
    ),
    Parameter(
        "seed",
        N_("A whole number."),
        N_(
            "To get the same answer again in a test. The service tries, but promises nothing. Not every service "
            "knows it, and OpenAI has marked it as deprecated."
        ),
    ),
    Parameter(
        "n",
        N_("A whole number from 1; usually 1."),
        N_("To choose among several answers. All of them are paid for."),
    ),
    Parameter(
        "presence_penalty",
        N_("A number from -2 to 2; usually 0."),
        N_("Seldom: small values when a model keeps to one topic too long."),
    ),
    Parameter(
        "frequency_penalty",
        N_("A number from -2 to 2; usually 0."),
        N_("Seldom: small values when a model repeats itself."),
    ),
    Parameter(
        "response_format",
        N_('An object: {"type": "json_object"}, or {"type": "json_schema", …} with a description of the form.'),
        N_("When a program reads the answer. Check it all the same: an answer that was cut is not complete JSON."),
    ),
    Parameter(
        "tools",
        N_("A list of descriptions of functions."),
        N_("When the model is to look something up or do something. Your program decides whether it runs them."),
    ),
    Parameter(
        "user",
        N_("A text that names nobody, such as a random number for each person."),
        N_(
            "When the service wants to tell people apart, to stop misuse. OpenAI has marked it as deprecated: "
            "safety_identifier and prompt_cache_key take its place. This page sends nothing about who asks."
        ),
    ),
)
