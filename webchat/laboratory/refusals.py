"""What the laboratory's provider refuses with: statuses, headers and bodies as real ones send them. Pure.

Source: OpenAI API reference, "Error codes"; for the content filter Azure OpenAI's documentation.
"""

import json
from collections.abc import Mapping
from typing import Any

from webchat.laboratory.answer import Answer, usual_headers

MOST_TOKENS = 16
RETRY_AFTER = 20  # seconds


def wrong_key(key: str) -> Answer:
    """The key is not known; it is shown as OpenAI shows it, without its middle."""
    shown = f"{key[:8]}{'*' * max(0, len(key) - 12)}{key[-4:]}" if len(key) > 12 else key
    message = (
        f"Incorrect API key provided: {shown}. You can find your API key at "
        "https://platform.openai.com/account/api-keys."
    )
    return _refusal(401, message, code="invalid_api_key")


def unknown_model(payload: Mapping[str, Any]) -> Answer:
    """There is no such model."""
    message = f"The model `{str(payload.get('model'))[:100]}` does not exist or you do not have access to it."
    return _refusal(404, message, code="model_not_found")


def busy(payload: Mapping[str, Any]) -> Answer:
    """Too many requests in this minute."""
    message = (
        "Rate limit reached for lab-busy in organization org-lab on requests per min (RPM): Limit 3, Used 3, "
        f"Requested 1. Please try again in {RETRY_AFTER}s. Visit https://platform.openai.com/account/rate-limits to "
        "learn more."
    )
    headers = {
        "retry-after": str(RETRY_AFTER),
        "x-ratelimit-limit-requests": "3",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": f"{RETRY_AFTER}s",
    }
    return _refusal(429, message, kind="requests", code="rate_limit_exceeded", headers=headers)


def unpaid(payload: Mapping[str, Any]) -> Answer:
    """No credit is left: the same status, another code."""
    message = (
        "You exceeded your current quota, please check your plan and billing details. For more information on this "
        "error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors."
    )
    return _refusal(429, message, kind="insufficient_quota", code="insufficient_quota")


def broken(payload: Mapping[str, Any]) -> Answer:
    """A fault of the provider itself."""
    message = (
        "The server had an error while processing your request. Sorry about that! You can retry your request, or "
        "contact us through our help center at help.openai.com if you keep seeing this error."
    )
    return _refusal(500, message, kind="server_error")


def filtered(payload: Mapping[str, Any]) -> Answer:
    """The content filter of Azure OpenAI: OpenAI's own shows itself otherwise."""
    message = (
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please "
        "modify your prompt and retry. To learn more about our content filtering policies please read our "
        "documentation: https://go.microsoft.com/fwlink/?linkid=2198766"
    )
    inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": {"jailbreak": {"filtered": True}}}
    more = {"status": 400, "innererror": inner}
    return _refusal(400, message, kind=None, param="prompt", code="content_filter", more=more)


def website() -> Answer:
    """A page for people, as stands where the API does not."""
    page = b"<!doctype html>\n<html>\n<head><title>Example AI: models for everyone</title></head>\n"
    page += b"<body>\n<h1>Example AI</h1>\n<p>Welcome to our website.</p>\n</body>\n</html>\n"
    return Answer(headers={"Content-Type": "text/html; charset=utf-8"}, body=page)


def too_long(tokens: int) -> Answer:
    """The messages have more tokens than the model can read."""
    message = (
        f"This model's maximum context length is {MOST_TOKENS} tokens. However, your messages resulted in {tokens} "
        "tokens. Please reduce the length of the messages."
    )
    return _refusal(400, message, param="messages", code="context_length_exceeded")


def _refusal(
    status: int,
    message: str,
    *,
    kind: str | None = "invalid_request_error",
    param: str | None = None,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Answer:
    error = {"message": message, "type": kind, "param": param, "code": code} | dict(more or {})
    body = json.dumps({"error": error}, indent=2, ensure_ascii=False).encode() + b"\n"
    usual = usual_headers() | {"Content-Type": "application/json; charset=utf-8"}
    return Answer(status=status, headers=usual | dict(headers or {}), body=body)
