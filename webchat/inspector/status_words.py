"""What the HTTP statuses mean that chat APIs use: the number in front of each answer (RFC 9110, section 15)."""

from collections.abc import Mapping
from http import HTTPStatus

from webchat.wording import N_

STATUS_WORDS: Mapping[int, str] = {
    200: N_("All is well: the answer follows. In a stream of events something can still go wrong later."),
    400: N_("Something in the request is wrong, so that it would fail again in the same way."),
    401: N_("The key is missing, wrong or no longer valid: the service does not know who asks."),
    402: N_("The account that the key belongs to needs credit first."),
    403: N_("The service knows who asks, but the key is not allowed to do this."),
    404: N_("There is nothing by that name: no such model, or no such address."),
    405: N_("The address exists, but not for this kind of request."),
    408: N_("The service waited too long for something, and gave up."),
    409: N_("The request conflicts with something else that is going on at the moment."),
    413: N_("More was sent than the service takes at once."),
    415: N_("The service does not take this kind of data."),
    422: N_("The request could be read, but a value in it makes no sense."),
    429: N_("Too many requests in a short time, or the allowance is used up."),
    451: N_("For legal reasons, the service may not offer this."),
    500: N_("Something went wrong inside the service."),
    502: N_("A computer in front of the service got no proper answer from it."),
    503: N_("The service cannot answer now: it is overloaded, starting or being repaired."),
    504: N_("A computer in front of the service waited too long for it."),
    529: N_("The service is overloaded. Only some services use this number."),
}
CLASS_WORDS: Mapping[int, str] = {
    1: N_("The service is still at work, and the real answer follows."),
    2: N_("All is well."),
    3: N_("What was asked for is at another address. This page does not go there, since the key would go along."),
    4: N_("The service says that the request cannot be answered as it is."),
    5: N_("The service says that the fault is on its own side."),
}
UNKNOWN = N_("A number that HTTP does not define.")


def words_of_status(status: int) -> str:
    """What this status means, to be said in a language; of one that is not listed, what its class means."""
    return STATUS_WORDS.get(status) or CLASS_WORDS.get(status // 100, UNKNOWN)


def name_of_status(status: int) -> str:
    """The English name that the status has in HTTP, such as `Too Many Requests`; empty when it has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
