"""What the parts of a request are, in plain words: its first line, its headers, the fields of its body.

Fields and their meaning are those of OpenAI's reference, "Create chat completion"; headers those of RFC 9110.
"""

from collections.abc import Mapping

from webchat.provider.exchange import HIDDEN
from webchat.wording import N_, Words

METHOD = Words(
    N_(
        "POST is the method: it means “take what I bring along, and answer”. What follows is the address, a URL: the "
        "name of the provider’s computer, then which of its services is wanted. The provider is whoever runs the model."
    )
)
BODY = Words(
    N_(
        "The body is what the request carries. It is written as JSON: a list of names in quotation marks, each with a "
        "colon and its value. Programs in any language can read and write it."
    )
)
REQUEST_WORDS: Mapping[str, Words] = {
    "model": Words(N_("Which of the provider’s models is to answer. The name is the provider’s own.")),
    "messages": Words(
        N_(
            "The conversation, from the first message that is sent to your last one. The model gets nothing else to "
            "read. Each message has a role, which says who speaks, and its content, which is the text."
        )
    ),
    "max_tokens": Words(
        N_(
            "The largest number of tokens that the answer may have. A token is a piece of text: a short word, or part "
            "of a long one. An answer that reaches this number is cut there."
        )
    ),
    "max_completion_tokens": Words(
        N_(
            "The largest number of tokens that the model may write, with what it thinks before it answers. A token is "
            "a piece of text: a short word, or part of a long one. An answer that reaches this number is cut there."
        )
    ),
    "temperature": Words(
        N_(
            "How much chance there is in the choice of words. At 0 the model takes the likeliest next word almost "
            "every time; the higher the number, the more often it takes another one. A low number does not make the "
            "answer more true."
        )
    ),
    "top_p": Words(
        N_(
            "Another way to limit chance: the next word is drawn only from the likeliest ones, those that "
            "together make up this share of the probability."
        )
    ),
    "stream": Words(
        N_(
            "true: the answer comes piece by piece while the model writes, so that you can read along. false: it comes "
            "in one piece when it is finished."
        )
    ),
    "stream_options": Words(
        N_("What the stream is to contain besides. include_usage asks for the count of the tokens at the end.")
    ),
    "reasoning_effort": Words(
        N_("How long a model that thinks before it answers is to think. More takes longer, and costs more tokens.")
    ),
    "stop": Words(N_("Texts at which the model is to stop writing.")),
    "seed": Words(N_("A number that fixes the chance: the same request with it should bring nearly the same answer.")),
    "n": Words(N_("How many answers are wanted.")),
    "user": Words(N_("A name by which the provider can tell apart the people behind the requests.")),
}
UNKNOWN_FIELD = N_("“%(name)s” is not explained on this page. The provider’s documentation says what it means.")
ROLE_WORDS: Mapping[str, Words] = {
    "system": Words(
        N_(
            "Role “system”: instructions for the model, written by whoever set up this page or this conversation. They "
            "are sent first, with every request, and do not appear as a message on the page."
        )
    ),
    "developer": Words(N_("Role “developer”: what other models call “system”. Instructions, sent with every request.")),
    "user": Words(N_("Role “user”: what you wrote.")),
    "assistant": Words(N_("Role “assistant”: what the model wrote earlier. It is sent back to it to be read again.")),
}
BEGINNING = Words(
    N_("Role “assistant”: the beginning of this very reply, which ended early. The model reads what it wrote so far.")
)
ASKS_FOR_MORE = Words(
    N_("Role “user”, but not written by you: with these words this page asks the model to go on with its reply.")
)
UNKNOWN_ROLE = N_("“%(name)s” is a role that is not explained on this page.")
HEADER_WORDS: Mapping[str, Words] = {
    "host": Words(N_("Which computer is meant: several can share one address.")),
    "authorization": Words(
        N_(
            "Proves who is asking, and who pays. The real request carries the secret API key here. This page shows "
            "only the name of the setting that holds it, and does not keep the key with the request."
        )
    ),
    "content-type": Words(N_("What the body is: JSON.")),
    "content-length": Words(N_("How long the body is, in bytes. A plain letter takes one byte, others up to four.")),
    "accept": Words(N_("Which kind of answer is welcome. “text/event-stream” is one that comes piece by piece.")),
    "accept-encoding": Words(N_("In which ways the answer may be compressed on its way. identity: in none.")),
    "user-agent": Words(N_("Which program is asking: this page’s server.")),
    "connection": Words(N_("Whether the connection stays open for the next request.")),
    "openai-organization": Words(N_("Which of the key’s organisations the request is counted for.")),
    "openai-project": Words(N_("Which of the organisation’s projects the request is counted for.")),
}
HIDDEN_VALUE = Words(N_("Its value is set by whoever runs this page. It can be a secret, so it is not kept."))
PASSWORD = Words(
    N_("Proves who is asking. The real request carries a user name and a password here. They are secret, and not kept.")
)
UNKNOWN_HEADER = Words(N_("A header that is not explained on this page."))


def header_words(name: str, value: str) -> Words:
    """What a header of the request is for; names of headers do not tell capitals from small letters."""
    if value == HIDDEN:
        return HIDDEN_VALUE
    is_password = name.lower() == "authorization" and value.startswith("Basic ")
    return PASSWORD if is_password else HEADER_WORDS.get(name.lower(), UNKNOWN_HEADER)


def field_words(name: str) -> Words:
    """What a field of the body is for."""
    return REQUEST_WORDS.get(name) or Words(UNKNOWN_FIELD, {"name": name})


def role_words(role: str) -> Words:
    """Who speaks in a message."""
    return ROLE_WORDS.get(role) or Words(UNKNOWN_ROLE, {"name": role})
