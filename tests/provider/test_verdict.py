"""Refusals as providers really word them, and the failure that each is."""

import json
from typing import Any

import pytest

from webchat.provider import ProviderError
from webchat.provider import errors as every_error
from webchat.provider.complaint import complaint_in_body
from webchat.provider.verdict import verdict


def openai(message: str, code: str | None = None, kind: str = "invalid_request_error", param: str | None = None) -> Any:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def judged(status: int, body: Any, headers: dict[str, str] | None = None, has_key: bool = True) -> ProviderError:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return verdict(complaint_in_body(status, content, headers or {}), has_key=has_key)


GEMINI_QUOTA = [
    {
        "error": {
            "code": 429,
            "message": "You exceeded your current quota, please check your plan and billing details.",
            "status": "RESOURCE_EXHAUSTED",
            "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34s"}],
        }
    }
]
GROQ_TOO_LARGE = "Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000"
VLLM_CONTEXT = "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens"

TABLE = [
    # OpenAI
    (401, openai("Incorrect API key provided: sk-ab***wxyz.", "invalid_api_key"), "key_refused"),
    (401, openai("You have insufficient permissions for this operation. Missing scopes: model.request"), "not_allowed"),
    (403, openai("Country, region, or territory not supported", "unsupported_country_region_territory"), "not_allowed"),
    (403, openai("Project `p` does not have access to model `m`", "model_not_found"), "model_unknown"),
    (404, openai("The model `m` does not exist or you do not have access to it.", "model_not_found"), "model_unknown"),
    (404, openai("This is not a chat model and thus not supported", None, param="model"), "model_unknown"),
    (404, openai("Invalid URL (POST /chat/completions)"), "unreachable"),
    (400, openai(VLLM_CONTEXT, "context_length_exceeded"), "context_too_long"),
    (
        400,
        openai("max_tokens is too large: 99999. This model supports at most 16384 completion tokens"),
        "request_refused",
    ),
    (
        400,
        openai("Invalid prompt: your prompt was flagged as potentially violating", "invalid_prompt"),
        "content_filter",
    ),
    (429, openai("Rate limit reached for gpt-5", "rate_limit_exceeded", "requests"), "rate_limited"),
    (
        429,
        openai("Request too large for gpt-4o: Limit 30000, Requested 40000", "rate_limit_exceeded"),
        "context_too_long",
    ),
    (429, openai("You exceeded your current quota", "insufficient_quota", "insufficient_quota"), "quota"),
    (500, openai("The server had an error", None, "server_error"), "provider_down"),
    (503, openai("The engine is currently overloaded", None, "server_error"), "overloaded"),
    # Azure
    (401, {"error": {"code": "401", "message": "Access denied due to invalid subscription key"}}, "key_refused"),
    (404, {"error": {"code": "DeploymentNotFound", "message": "The API deployment does not exist"}}, "model_unknown"),
    (404, {"error": {"code": "404", "message": "Resource not found"}}, "unreachable"),
    (
        400,
        {"error": {"code": "content_filter", "status": 400, "message": "The response was filtered"}},
        "content_filter",
    ),
    (
        400,
        {"error": {"message": "x", "innererror": {"code": "ResponsibleAIPolicyViolation"}}},
        "content_filter",
    ),
    # vLLM
    (404, {"object": "error", "message": "The model `m` does not exist.", "type": "NotFoundError"}, "model_unknown"),
    (400, {"object": "error", "message": VLLM_CONTEXT, "type": "BadRequestError", "code": 400}, "context_too_long"),
    (401, {"error": "Unauthorized"}, "key_refused"),
    # Ollama
    (404, {"error": {"message": 'model "m" not found, try pulling it first', "type": "api_error"}}, "model_unknown"),
    (404, {"error": "model 'm' not found"}, "model_unknown"),
    # llama.cpp
    (503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}, "overloaded"),
    (401, {"error": {"code": 401, "message": "Invalid API Key", "type": "authentication_error"}}, "key_refused"),
    (404, {"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}}, "unreachable"),
    (400, {"error": {"code": 400, "message": "x", "type": "exceed_context_size_error"}}, "context_too_long"),
    (500, {"error": {"code": 500, "message": "the request exceeds the available context size"}}, "context_too_long"),
    # OpenRouter
    (402, {"error": {"code": 402, "message": "Insufficient credits"}}, "quota"),
    (400, {"error": {"code": 400, "message": "m is not a valid model ID"}}, "model_unknown"),
    (404, {"error": {"code": 404, "message": "No endpoints found for m."}}, "model_unknown"),
    (403, {"error": {"code": 403, "message": "m requires moderation. Your input was flagged for x"}}, "content_filter"),
    (
        400,
        {"error": {"message": "Provider returned error", "metadata": {"raw": '{"message":"prompt is too long"}'}}},
        "context_too_long",
    ),
    # Groq
    (413, openai(GROQ_TOO_LARGE, "rate_limit_exceeded", "tokens"), "context_too_long"),
    (404, openai("Unknown request URL: POST /chat/completions.", "unknown_url"), "unreachable"),
    (400, openai("The model `m` has been decommissioned", "model_decommissioned"), "model_unknown"),
    # Mistral
    (400, {"object": "error", "message": "Invalid model: m", "type": "invalid_model", "code": "1500"}, "model_unknown"),
    (422, {"object": "error", "message": {"detail": [{"loc": ["body", "messages"], "msg": "Bad"}]}}, "request_refused"),
    (429, {"message": "Service tier capacity exceeded", "type": "service_tier_capacity_exceeded"}, "overloaded"),
    (401, {"detail": "Unauthorized"}, "key_refused"),
    # LiteLLM
    (400, openai("/chat/completions: Invalid model name passed in model=m", "400", "None"), "model_unknown"),
    (400, openai("Budget has been exceeded! Current cost: 1", "400", "budget_exceeded"), "quota"),
    (401, openai("Authentication Error, Invalid proxy server token passed.", "401", "auth_error"), "key_refused"),
    # Anthropic and Gemini
    (529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "overloaded"),
    (400, {"type": "error", "error": {"message": "Your credit balance is too low to access the API"}}, "quota"),
    (400, {"type": "error", "error": {"message": "prompt is too long: 210000 tokens > 200000"}}, "context_too_long"),
    (400, [{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key."}}], "key_refused"),
    (429, GEMINI_QUOTA, "rate_limited"),
    (503, [{"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}], "overloaded"),
    # FastAPI, proxies and others
    (404, {"detail": "Not Found"}, "unreachable"),
    (405, {"detail": "Method Not Allowed"}, "unreachable"),
    (422, {"detail": [{"type": "missing", "loc": ["body", "model"], "msg": "Field required"}]}, "request_refused"),
    (502, "<html><head><title>502 Bad Gateway</title></head></html>", "provider_down"),
    (503, "<html><head><title>503 Service Unavailable</title></head></html>", "provider_down"),
    (504, "upstream request timeout", "provider_down"),
    (403, "<html><title>Attention Required! | Cloudflare</title></html>", "not_allowed"),
    (404, "<html><title>404 Not Found</title></html>", "unreachable"),
    (301, "", "unreachable"),
    (408, "", "too_slow"),
    (413, "<html><title>413 Request Entity Too Large</title></html>", "context_too_long"),
    (418, "", "request_refused"),
    (501, "", "provider_down"),
    (400, "[" * 100_000, "request_refused"),
    (400, {"error": None}, "request_refused"),
]


@pytest.mark.parametrize(("status", "body", "code"), TABLE)
def test_refusal_is_understood(status: int, body: Any, code: str) -> None:
    error = judged(status, body)

    assert error.code == code
    assert f"HTTP {status}" in error.detail


@pytest.mark.parametrize("status", [401, 403])
def test_refusal_without_a_key_asks_for_one(status: int) -> None:
    error = judged(status, {"error": {"message": "No API key provided"}}, has_key=False)

    assert error.code == "no_key"
    assert "OPENAI_API_KEY" in error.for_administrator


def test_detail_names_message_and_request() -> None:
    error = judged(500, openai("Something broke " * 100), {"X-Request-Id": "req_42"})

    assert "Something broke" in error.detail
    assert "req_42" in error.detail
    assert len(error.detail) < 500


def test_detail_of_a_web_page_is_its_title() -> None:
    error = judged(502, "<html><head><title>Bad &amp; Gateway</title></head><body>" + "x" * 1000)

    assert "Bad & Gateway" in error.detail
    assert "xxx" not in error.detail


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry-After": "3"}, {}, 3),
        ({"Retry-After": "2.5"}, {}, 3),
        ({"Retry-After": "0"}, {}, 0),
        ({"retry-after-ms": "1500", "Retry-After": "60"}, {}, 2),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:10 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, {}, 10),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, {}, 0),
        ({"Retry-After": "soon"}, {}, None),
        ({"Retry-After": "-5"}, {}, None),
        ({"Retry-After": "nan"}, {}, None),
        ({}, GEMINI_QUOTA, 34),
        ({}, {}, None),
    ],
)
def test_time_to_return_is_understood(headers: dict[str, str], body: Any, seconds: int | None) -> None:
    error = judged(429, body, headers)

    assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "body", "is_temporary"),
    [
        *((status, {}, True) for status in (429, 500, 502, 503, 504, 529)),
        *((status, {}, False) for status in (400, 401, 402, 403, 404, 413, 501)),
        (429, openai("x", "insufficient_quota"), False),
        (500, openai("maximum context length"), False),
    ],
)
def test_only_what_may_pass_is_temporary(status: int, body: Any, is_temporary: bool) -> None:
    error = judged(status, body)

    assert error.is_temporary is is_temporary


def test_every_failure_has_words_and_somebody_to_act() -> None:
    kinds = [
        kind for kind in vars(every_error).values() if isinstance(kind, type) and ProviderError in kind.__mro__[1:]
    ]

    errors = [kind() for kind in kinds]

    assert {error.code for error in errors} == {
        *("no_key", "key_refused", "not_allowed", "model_unknown", "context_too_long", "request_refused"),
        *("content_filter", "rate_limited", "quota", "provider_down", "overloaded", "unreachable", "too_slow"),
        *("broken_answer", "empty_answer", "too_large"),
    }
    for error in errors:
        assert error.who in ("you", "administrator", "provider")
        assert str(error) == error.message
        assert error.message.endswith(".")
        assert "OPENAI" not in error.message
