"""Every way in which a provider can fail us, one class each.

Each has words for the person who chats, in their language, English words for the administrator, and says whose turn it
is to act. `detail` holds the technical side: status, the provider's own message shortened, its request id; never a
secret.
"""

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from webchat.errors import WebchatError
from webchat.wording import N_

if TYPE_CHECKING:
    from webchat.provider.complaint import Complaint

Who = Literal["you", "administrator", "provider"]


class ProviderError(WebchatError):
    """The provider did not give a whole answer. `str(error)` and `error.message` are the English words for the person.

    `message`: other words than the class's own, in which `%(name)s` stands for one of the `values`.
    """

    status = 502
    code: ClassVar[str]
    who: ClassVar[Who]
    words: str
    administrator_words: ClassVar[str]

    def __init__(
        self,
        detail: str = "",
        *,
        message: str | None = None,
        for_administrator: str | None = None,
        wait_seconds: float | None = None,
        is_temporary: bool = False,
        complaint: "Complaint | None" = None,
        **values: str | int,
    ) -> None:
        super().__init__(message or self.words, **{name: _said(value) for name, value in values.items()})
        self.message = str(self)
        self.for_administrator = _storable(for_administrator or self.administrator_words)
        self.detail = _storable(detail)
        self.wait_seconds = wait_seconds
        self.is_temporary = is_temporary
        self.complaint = complaint
        self.http_status = complaint.status if complaint else None

    @property
    def retry_after(self) -> int | None:
        """Whole seconds after which the provider wants to be asked again; None when it did not say."""
        return None if self.wait_seconds is None else math.ceil(self.wait_seconds)


def _said(value: str | int) -> str | int:
    return _storable(value) if isinstance(value, str) else value


def _storable(words: str) -> str:
    """A provider's JSON may hold halves of surrogate pairs, which no page, log or database takes."""
    return words.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


class NoKey(ProviderError):
    code = "no_key"
    who = "administrator"
    words = N_("This chat has no access key for its AI service yet. Please tell the administrator.")
    administrator_words = "Set OPENAI_API_KEY (or OPENAI_API_KEY_FILE) to a key of the service at OPENAI_BASE_URL."


class KeyRefused(ProviderError):
    code = "key_refused"
    who = "administrator"
    words = N_("The AI service does not accept this chat's access key. Please tell the administrator.")
    administrator_words = (
        "OPENAI_API_KEY is wrong, expired or revoked, or belongs to another service than the one at OPENAI_BASE_URL."
    )


class NotAllowed(ProviderError):
    code = "not_allowed"
    who = "administrator"
    words = N_("The AI service does not allow this chat to do that. Please tell the administrator.")
    administrator_words = (
        "The key in OPENAI_API_KEY is known but may not do this: check its permissions, project, region and network "
        "rules, and that it may use WEBCHAT_MODEL."
    )


class ModelUnknown(ProviderError):
    code = "model_unknown"
    who = "administrator"
    words = N_("The AI service does not have the model that this chat asks for. Please tell the administrator.")
    administrator_words = (
        "WEBCHAT_MODEL names a model that the service at OPENAI_BASE_URL does not have or does not offer to this key."
    )


class ContextTooLong(ProviderError):
    code = "context_too_long"
    who = "you"
    words = N_("This is more text than the model can read at once. Shorten your message or start a new conversation.")
    administrator_words = (
        "The request was longer than the model's context, or than one request may be on this account: set "
        "WEBCHAT_CONTEXT_TOKENS to the real size and check WEBCHAT_MAX_REPLY_TOKENS."
    )


class RequestRefused(ProviderError):
    code = "request_refused"
    who = "administrator"
    words = N_("The AI service did not accept the request. Please tell the administrator what you tried.")
    administrator_words = (
        "The service found the request itself wrong; its message says which part. Often WEBCHAT_MAX_REPLY_TOKENS is "
        "too large for WEBCHAT_MODEL, or the model is not one for chatting."
    )


class ContentBlocked(ProviderError):
    code = "content_filter"
    who = "you"
    words = N_("The AI service's content filter blocked this. Try to put it in other words.")
    administrator_words = "The provider's content filter blocked the message or the reply; its settings lie there."


class RateLimited(ProviderError):
    code = "rate_limited"
    who = "you"
    words = N_("The AI service is getting too many requests right now. Wait a moment, then try again.")
    administrator_words = (
        "The account behind OPENAI_API_KEY has reached its rate limit: raise it at the provider, or lower "
        "WEBCHAT_RATE_LIMIT and WEBCHAT_MAX_RUNNING."
    )


class QuotaUsedUp(ProviderError):
    code = "quota"
    who = "administrator"
    words = N_("This chat's allowance at the AI service is used up. Please tell the administrator.")
    administrator_words = "The account behind OPENAI_API_KEY has no credit or quota left: top it up at the provider."


class ProviderDown(ProviderError):
    code = "provider_down"
    who = "provider"
    words = N_("The AI service has a problem of its own right now. Try again in a few minutes.")
    administrator_words = (
        "The service at OPENAI_BASE_URL answered with a server error: look at its status page, or at its own log."
    )


class Overloaded(ProviderError):
    code = "overloaded"
    who = "provider"
    words = N_("The AI service is overloaded or still starting. Try again in a minute.")
    administrator_words = (
        "The service at OPENAI_BASE_URL has no room for another request, or is still loading its model."
    )


class Unreachable(ProviderError):
    code = "unreachable"
    who = "administrator"
    words = N_(
        "The AI service cannot be reached. Try again in a moment; if that does not help, tell the administrator."
    )
    administrator_words = "Check OPENAI_BASE_URL, that the service runs, and that this machine may reach it."


class TooSlow(ProviderError):
    code = "too_slow"
    who = "provider"
    words = N_("The AI service took too long to answer. Try again.")
    administrator_words = (
        "The service did not answer in time: see WEBCHAT_CONNECT_TIMEOUT, WEBCHAT_FIRST_BYTE_TIMEOUT, "
        "WEBCHAT_READ_TIMEOUT and WEBCHAT_REPLY_TIMEOUT."
    )


class BrokenAnswer(ProviderError):
    code = "broken_answer"
    who = "provider"
    words = N_("The AI service sent an answer that cannot be understood. Try again.")
    administrator_words = (
        "What came back is not an OpenAI-compatible answer: check that OPENAI_BASE_URL is the address of the API "
        "(it usually ends in /v1) and that no proxy changes the answers."
    )


class EmptyAnswer(ProviderError):
    code = "empty_answer"
    who = "provider"
    words = N_("The AI service sent an empty answer. Try again, or put it in other words.")
    administrator_words = (
        "The model ended without a word. If it thinks before it writes, WEBCHAT_MAX_REPLY_TOKENS may be too small."
    )


class TooLarge(ProviderError):
    code = "too_large"
    who = "provider"
    words = N_("The AI service's answer grew too large and was stopped. Ask for a shorter one.")
    administrator_words = "The answer passed the built-in bounds: 1 MiB a line, 2 MiB of text, 32 MiB in all."
