"""What can be tried: for each mishap the request that meets it at the laboratory's own provider."""

from collections.abc import Mapping
from dataclasses import dataclass

from webchat.wording import N_

RIGHT_KEY, WRONG_KEY = "made-up-key-3f9c0a7d52e8", "made-up-key-that-opens-nothing"
API, WEBSITE = "/v1", "/website"
MOST_CHARS = 500
MESSAGE = N_("What is a fjord, and why are there so many of them in Norway?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One mishap. `does`: what is done to have it, `to_see`: what to look at; `code` is the error that it ends with.

    `base_path`: where the provider's API is looked for; None: at an address where nobody listens.
    """

    slug: str
    title: str
    does: str
    to_see: str
    model: str
    code: str | None
    key: str = RIGHT_KEY
    base_path: str | None = API


_ALL = (
    Case(
        slug="wrong-key",
        title=N_("A wrong key"),
        does=N_("The request is sent with a made-up key that the provider does not know."),
        to_see=N_(
            "Look at the status and at “code”. The key is nowhere to be seen: its place is marked in the request, and "
            "stars stand where the provider repeats it."
        ),
        model="lab-echo",
        code="key_refused",
        key=WRONG_KEY,
    ),
    Case(
        slug="unknown-model",
        title=N_("A model that does not exist"),
        does=N_("The request names a model that the provider does not have."),
        to_see=N_("Look at “model” in the request, and at “code” in the answer."),
        model="lab-no-such-model",
        code="model_unknown",
    ),
    Case(
        slug="too-long",
        title=N_("A message that is too long"),
        does=N_("The request goes to a model that can read only 16 tokens, which are pieces of words."),
        to_see=N_(
            "Look at the two numbers in the answer. Then try it with one short word: that fits, and is answered."
        ),
        model="lab-tiny",
        code="context_too_long",
    ),
    Case(
        slug="too-many",
        title=N_("Too many requests"),
        does=N_("The request goes to a model that has been asked too often in this minute."),
        to_see=N_(
            "Look for “retry-after” among the headers of the answer: the seconds to wait, which then count down."
        ),
        model="lab-busy",
        code="rate_limited",
    ),
    Case(
        slug="used-up",
        title=N_("An allowance that is used up"),
        does=N_("The request goes to a model whose account has no credit left."),
        to_see=N_("Look at the status. It is that of too many requests; only “code” tells that waiting will not help."),
        model="lab-unpaid",
        code="quota",
    ),
    Case(
        slug="provider-broken",
        title=N_("A provider with a fault"),
        does=N_("The request goes to a model whose computer fails each time."),
        to_see=N_("Look at how often it was asked: the next attempt could have worked."),
        model="lab-broken",
        code="provider_down",
    ),
    Case(
        slug="slow",
        title=N_("No answer in time"),
        does=N_("The request goes to a model that takes it and then says nothing."),
        to_see=N_("Look at the time. Here the page waits 1.5 seconds for the first word, in a chat mostly a minute."),
        model="lab-silent",
        code="too_slow",
    ),
    Case(
        slug="cut",
        title=N_("Cut in the middle of a reply"),
        does=N_("The model begins to repeat your message, and in the middle of it the connection breaks."),
        to_see=N_("The status is 200, since all was well when the answer began. Look at what is missing at its end."),
        model="lab-cut",
        code="broken_answer",
    ),
    Case(
        slug="nobody-there",
        title=N_("Nobody there"),
        does=N_("The request is sent to an address where nothing listens."),
        to_see=N_("There is no status: a status is part of an answer, and nobody answered."),
        model="lab-echo",
        code="unreachable",
        base_path=None,
    ),
    Case(
        slug="web-page",
        title=N_("A web page instead of an answer"),
        does=N_("The request is sent to the provider’s website instead of its API, as after a slip in the address."),
        to_see=N_("The status is 200, but what came is HTML, a page for people, and not JSON, data for programs."),
        model="lab-echo",
        code="broken_answer",
        base_path=WEBSITE,
    ),
    Case(
        slug="content-filter",
        title=N_("Stopped by a content filter"),
        does=N_("The request goes to a model whose filter finds fault with everything."),
        to_see=N_(
            "Look at “code” in the answer: it lets a program tell this from other refusals with the same status."
        ),
        model="lab-filtered",
        code="content_filter",
    ),
    Case(
        slug="all-well",
        title=N_("Nothing goes wrong"),
        does=N_("For comparison: a model that repeats your message word by word."),
        to_see=N_("Look at the events of the answer, and at “finish_reason” near their end."),
        model="lab-echo",
        code=None,
    ),
)
CASES: Mapping[str, Case] = {case.slug: case for case in _ALL}
