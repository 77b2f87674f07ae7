"""What the headers of a response say, in plain words. Names are in lower case; `*` stands for the rest of a name."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from webchat.wording import N_

_REQUEST_ID = N_(
    "The request id: the provider’s number for this one request. Give it to the provider when you report a problem:"
    " they find the request by it."
)
_LEFT = N_("How much of that is left for now.")
_RESET = N_("How long until the full amount is available again.")

HEADER_WORDS: Mapping[str, str] = {
    "x-request-id": _REQUEST_ID,
    "request-id": _REQUEST_ID,
    "apim-request-id": _REQUEST_ID,
    "x-ms-request-id": _REQUEST_ID,
    "x-amzn-requestid": _REQUEST_ID,
    "x-correlation-id": _REQUEST_ID,
    "x-generation-id": _REQUEST_ID,
    "cf-ray": N_("The request’s number in the network that stands before the provider (Cloudflare)."),
    "retry-after": N_("How long to wait before asking again, in seconds, or until when."),
    "retry-after-ms": N_("How long to wait before asking again, in thousandths of a second."),
    "x-ratelimit-limit-requests": N_(
        "Rate limit: how many requests may be made in a certain time. Most services count those of the whole account,"
        " for each model; another key of the same account does not help."
    ),
    "x-ratelimit-remaining-requests": N_("How many of those requests are left for now."),
    "x-ratelimit-reset-requests": N_("How long until all requests are available again."),
    "x-ratelimit-limit-tokens": N_(
        "Rate limit: how many tokens may be used in a certain time. Most services count those of the whole account, for"
        " each model; another key of the same account does not help."
    ),
    "x-ratelimit-remaining-tokens": N_("How many of those tokens are left for now."),
    "x-ratelimit-reset-tokens": N_("How long until all tokens are available again."),
    "x-ratelimit-limit*": N_("Rate limit: how much may be asked in a certain time."),
    "x-ratelimit-remaining*": _LEFT,
    "x-ratelimit-reset*": _RESET,
    "ratelimit*": N_("Rate limit: how much may be asked in a certain time, how much is left, and when it begins anew."),
    "content-type": N_(
        "What the body is. application/json: one piece of JSON. text/event-stream: a stream, piece by piece, while the"
        " model writes."
    ),
    "content-encoding": N_("How the body was packed for the way. Below it is shown unpacked."),
    "content-length": N_("How many bytes the body has on its way. Packed for the way, it is shorter than unpacked."),
    "transfer-encoding": N_("chunked: the body comes in pieces, and nobody knows at the start how long it will be."),
    "openai-processing-ms": N_(
        "How long the provider worked on it before it began to answer, in thousandths of a second."
    ),
    "x-envoy-upstream-service-time": N_(
        "How long the provider’s servers took before they began to answer, in thousandths of a second."
    ),
    "server-timing": N_("How long single steps took at the provider."),
    "openai-model": N_("Which model answered, exactly."),
    "openai-organization": N_("To which organisation the key belongs: who pays."),
    "openai-version": N_("Which version of the API answered."),
    "date": N_("When the answer was sent, by the provider’s clock."),
    "server": N_("Which program answered."),
    "location": N_("Where the provider would send us instead. This page does not follow: the key would go there too."),
    "www-authenticate": N_("In which way the provider wants to be told who is asking."),
    "cache-control": N_("Whether this answer may be kept and used again."),
    "connection": N_("Whether the connection stays open for the next request."),
    "keep-alive": N_("How long the connection stays open for the next request."),
    "set-cookie": N_("Something the provider wants remembered. This page does not remember it."),
    "vary": N_("On which headers of the request the answer depends."),
    "strict-transport-security": N_("This address is to be asked only over an encrypted connection."),
    "x-content-type-options": N_(
        "A rule for browsers: treat the body as what the content-type says it is, and do not guess."
    ),
    "access-control-*": N_("Rules for browsers on which pages may read this answer."),
    "x-accel-buffering": N_("no: servers on the way are not to hold pieces back until they have more of them."),
    "alt-svc": N_("Another way to reach the same server."),
    "via": N_("Servers on the way through which the answer went."),
}
FIRST = (  # in this order, before all others
    *("x-request-id", "request-id", "apim-request-id", "x-ms-request-id", "x-amzn-requestid", "x-correlation-id"),
    *("x-generation-id", "content-type", "retry-after*", "x-ratelimit-*requests", "x-ratelimit-*tokens"),
    *("x-ratelimit-*", "ratelimit*", "openai-processing-ms", "x-envoy-upstream-service-time", "server-timing"),
)
UNKNOWN_HEADER = N_("A header that this page does not know. Servers may add their own.")


def header_words(name: str) -> str:
    """What a header says, whatever the case of its name."""
    name = name.lower()
    known = next((words for pattern, words in HEADER_WORDS.items() if fnmatchcase(name, pattern)), None)
    return known or UNKNOWN_HEADER


def importance(name: str) -> int:
    """The smaller, the earlier it is shown; those of equal importance in the order in which they came."""
    name = name.lower()
    return next((place for place, pattern in enumerate(FIRST) if fnmatchcase(name, pattern)), len(FIRST))
