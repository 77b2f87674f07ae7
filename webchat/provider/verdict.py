"""Decides which failure a complaint is: by its codes, then its status, then its wording. Pure.

The wordings and codes are those of OpenAI, Azure, Anthropic, Gemini, Mistral, Groq, DeepSeek, OpenRouter, LiteLLM,
vLLM, Ollama and llama.cpp.
"""

import re
from dataclasses import dataclass

from webchat.provider.complaint import Complaint
from webchat.provider.errors import (
    ContentBlocked,
    ContextTooLong,
    KeyRefused,
    ModelUnknown,
    NoKey,
    NotAllowed,
    Overloaded,
    ProviderDown,
    ProviderError,
    QuotaUsedUp,
    RateLimited,
    RequestRefused,
    TooSlow,
    Unreachable,
)
from webchat.wording import N_

_TEMPORARY_STATUS = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_WORDED_STATUS = frozenset({200, 400, 401, 403, 404, 409, 422, 500})


@dataclass(frozen=True, slots=True)
class _Rule:
    error: type[ProviderError]
    codes: frozenset[str]
    words: re.Pattern[str]


def _rule(error: type[ProviderError], codes: str, words: str) -> _Rule:
    return _Rule(error, frozenset(codes.split()), re.compile(words, re.IGNORECASE))


_RULES = (
    _rule(
        QuotaUsedUp,
        "insufficient_quota billing_hard_limit_reached billing_not_active insufficient_credits insufficient_balance "
        "payment_required exceeded_current_quota_error billing_error access_terminated arrearage",
        r"credit balance is too low|insufficient.{0,20}(balance|credit|funds|quota)|exceeded your current quota|"
        r"billing hard limit|budget has been exceeded",
    ),
    _rule(
        ContentBlocked,
        "content_filter content_policy_violation responsibleaipolicyviolation data_inspection_failed "
        "moderation_blocked prohibited_content",
        r"content management policy|content.?filter|content.?policy|safety system|requires moderation|"
        r"flagged (by|as|for)",
    ),
    _rule(
        ContextTooLong,
        "context_length_exceeded exceed_context_size_error request_too_large string_above_max_length "
        "context_window_exceeded contextwindowexceedederror",
        r"(maximum|max) context|context.{0,3}(length|window|size)|prompt is too long|input is too long|"
        r"too many (input )?tokens|reduce the length|input token count|request too large|too large for model|"
        r"exceeds the maximum number of tokens",
    ),
    _rule(
        KeyRefused,
        "invalid_api_key incorrect_api_key authentication_error invalid_authentication_error unauthenticated "
        "unauthorized api_key_invalid invalid_token",
        r"api.?key (is )?(not valid|invalid|expired|missing)|authentication error|"
        r"(invalid|incorrect|missing|no) (or invalid )?(api.?key|authorization)",
    ),
    _rule(
        ModelUnknown,
        "model_not_found deploymentnotfound invalid_model model_not_available model_decommissioned unknown_model "
        "model_not_supported",
        r"model\b.{0,200}(not found|not exist|not available|not loaded|not supported for chat|decommissioned)|"
        r"(invalid|unknown|unsupported|no such) model|no endpoints found|not a valid model|not a chat model",
    ),
    _rule(
        NotAllowed,
        "permission_denied permission_error unsupported_country_region_territory access_denied forbidden",
        r"insufficient permissions|missing scopes",
    ),
    _rule(
        Overloaded,
        "overloaded_error overloaded engine_overloaded model_overloaded capacity_exceeded slow_down unavailable_error "
        "service_tier_capacity_exceeded unavailable",
        r"overloaded|at capacity|over capacity|loading model|no (healthy|available) .{0,40}(deployment|worker|slot)",
    ),
    _rule(
        RateLimited,
        "rate_limit_exceeded rate_limit_error rate_limited too_many_requests resource_exhausted throttling throttled",
        r"rate.?limit|too many requests",
    ),
)
_BY_STATUS: dict[int, type[ProviderError]] = {
    402: QuotaUsedUp,
    408: TooSlow,
    413: ContextTooLong,
    429: RateLimited,
    451: NotAllowed,
    503: Overloaded,
    529: Overloaded,
}


def verdict(complaint: Complaint, *, has_key: bool) -> ProviderError:
    """Return the typed error that fits. `has_key` says whether a key was sent: without one, it is missing."""
    kind = _kind(complaint)
    if not has_key and (kind is KeyRefused or (kind is NotAllowed and complaint.status in (401, 403))):
        kind = NoKey
    message, for_administrator = _own_words(kind, complaint)
    return kind(
        complaint.detail(),
        message=message,
        for_administrator=for_administrator,
        wait_seconds=complaint.wait_seconds,
        is_temporary=complaint.status in _TEMPORARY_STATUS and kind in (RateLimited, Overloaded, ProviderDown),
        complaint=complaint,
    )


def _kind(complaint: Complaint) -> type[ProviderError]:
    if complaint.status == 413 or (complaint.status == 429 and "request too large" in complaint.message.lower()):
        return ContextTooLong
    if complaint.status == 503 and complaint.is_page:
        return ProviderDown
    return _by_codes(complaint) or _BY_STATUS.get(complaint.status) or _by_words(complaint) or _by_default(complaint)


def _by_codes(complaint: Complaint) -> type[ProviderError] | None:
    return next((rule.error for rule in _RULES if rule.codes & complaint.codes), None)


def _by_words(complaint: Complaint) -> type[ProviderError] | None:
    if complaint.status not in _WORDED_STATUS:
        return None
    return next((rule.error for rule in _RULES if rule.words.search(complaint.message[:2000])), None)


def _by_default(complaint: Complaint) -> type[ProviderError]:
    status = complaint.status
    if status in (401, 403):
        return KeyRefused if status == 401 else NotAllowed
    if status in (404, 405) or 300 <= status < 400:
        return ModelUnknown if "model" in complaint.parameters else Unreachable
    if status >= 500 or (status == 200 and "invalid_request_error" not in complaint.codes):
        return ProviderDown
    return RequestRefused


def _own_words(kind: type[ProviderError], complaint: Complaint) -> tuple[str | None, str | None]:
    if kind is Unreachable and 300 <= complaint.status < 400:
        return _WRONG_ADDRESS, (
            "The service answers with a redirect, which is never followed because it could carry the key elsewhere: "
            "set OPENAI_BASE_URL to the address that it points to."
        )
    if kind is Unreachable:
        return _WRONG_ADDRESS, (
            f"There is no chat API at this address (HTTP {complaint.status}): check OPENAI_BASE_URL, which usually "
            "ends in /v1."
        )
    return None, None


_WRONG_ADDRESS = N_("The address that is set for the AI service is not right. Please tell the administrator.")
