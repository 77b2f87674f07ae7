"""No secret of ours leaves in what a provider echoes: whole, in part, or masked."""

import pytest

from tests.provider.asking import KEY
from webchat.errors import ConfigurationError
from webchat.provider import Endpoint
from webchat.provider.scrubbing import Secrets


@pytest.mark.parametrize(
    "echo",
    [
        KEY,
        f"Bearer {KEY}.",
        KEY[:12] + "*" * 20 + KEY[-4:],
        f"{KEY[:3]}...{KEY[-4:]}",
        f"{KEY[:7]}…{KEY[-4:]}",
        f"{KEY[:2]}••••{KEY[-4:]}",
        f"***{KEY[-4:]}",
        f"key={KEY[:20]} is wrong",
        f"ends with {KEY[10:]}",
    ],
)
def test_echo_of_the_key_is_starred_out(echo: str) -> None:
    secrets = Secrets([KEY])

    shown = secrets.scrub(f"Incorrect API key provided: {echo} (see the site...)")

    assert KEY[-4:] not in shown
    assert KEY[8:16] not in shown
    assert len(shown) == len(f"Incorrect API key provided: {echo} (see the site...)")
    assert "Incorrect API key provided" in shown


def test_other_masked_words_are_left_alone() -> None:
    text = "Well... *** and **bold** and 1...9 and gpt-...x"

    shown = Secrets([KEY]).scrub(text)

    assert shown == text


def test_word_too_short_to_be_a_key_does_not_ruin_the_text() -> None:
    shown = Secrets(["x", ""]).scrub("six axes")

    assert shown == "six axes"


def test_secrets_of_an_address_are_known() -> None:
    endpoint = Endpoint("https://anna:geh%20heim@host/v1?api-key=abcdef&api-version=2026", KEY)

    secrets = endpoint.secrets()

    assert {KEY, "geh%20heim", "geh heim", "YW5uYTpnZWggaGVpbQ==", "abcdef"} == set(secrets)
    assert KEY not in repr(endpoint)
    assert KEY not in repr(Secrets(secrets))


@pytest.mark.parametrize(
    "word", ["ollama", "EMPTY", "none", "lm-studio", "sk-no-key-required", "not-needed", "dummy", "unused", "local"]
)
def test_word_set_where_no_key_is_needed_is_no_secret(word: str) -> None:
    endpoint = Endpoint("http://host/v1", word, hidden=("really-hidden", word))

    assert endpoint.secrets() == ("really-hidden",)


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("http://host/v1", "http://host/v1/models"),
        ("http://host/v1/", "http://host/v1/models"),
        ("http://host", "http://host/models"),
        ("https://x.openai.azure.com/openai/v1?api-version=preview", "https://x.openai.azure.com/openai/v1/models?api-version=preview"),
        ("http://host/v1/chat/completions", "http://host/v1/models"),
        ("http://[::1]:8080/v1#x", "http://[::1]:8080/v1/models"),
    ],
)  # fmt: skip
def test_path_is_joined_to_the_base_url(base_url: str, address: str) -> None:
    assert Endpoint(base_url).address("models") == address


@pytest.mark.parametrize("base_url", ["", "host/v1", "ftp://host/v1", "http://", "http://[", "http://host:port/v1"])
def test_address_that_is_none_is_a_wrong_setting(base_url: str) -> None:
    with pytest.raises(ConfigurationError, match="address must be"):
        Endpoint(base_url)
