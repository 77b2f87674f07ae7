"""`GET /models` in the shapes that providers have for it."""

import pytest

from tests.provider_server import ProviderServer
from webchat.provider import Model, Provider, ProviderError


def test_models_are_listed_with_their_context(server: ProviderServer, provider: Provider) -> None:
    server.models = [
        "plain",
        {"id": "vllm", "max_model_len": 4096},
        {"id": "llama.cpp", "meta": {"n_ctx_train": 131072, "n_ctx": 2048}},
        {"id": "openrouter", "context_length": 200000, "top_provider": {"context_length": 1}},
        {"id": "groq", "context_window": 8192},
        {"id": "mistral", "max_context_length": 32768},
        {"id": "odd", "context_length": "many"},
    ]

    models = provider.models()

    assert models == [
        Model("plain"),
        Model("vllm", 4096),
        Model("llama.cpp", 2048),
        Model("openrouter", 200000),
        Model("groq", 8192),
        Model("mistral", 32768),
        Model("odd"),
    ]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b'[{"id": "together"}]', ["together"]),
        (b'{"models": [{"name": "ollama"}]}', ["ollama"]),
        (b'{"data": []}', []),
        (b'{"data": [null, {"id": 7}, {"id": "good"}]}', ["good"]),
    ],
)
def test_lists_of_models_in_other_shapes_are_read(
    server: ProviderServer, provider: Provider, body: bytes, names: list[str]
) -> None:
    server.fail_with(200, body)

    models = provider.models()

    assert [model.id for model in models] == names


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<html>", "broken_answer"),
        (200, b"[[[", "broken_answer"),
        (200, b'{"hello": 1}', "broken_answer"),
        (200, b"", "broken_answer"),
        (200, b'{"error": {"message": "x", "code": 401}}', "key_refused"),
        (401, b'{"error": "x"}', "key_refused"),
        (404, b"", "unreachable"),
    ],
)
def test_failure_to_list_models_is_typed(
    server: ProviderServer, provider: Provider, status: int, body: bytes, code: str
) -> None:
    server.fail_with(status, body)

    with pytest.raises(ProviderError) as raised:
        provider.models()

    assert raised.value.code == code
