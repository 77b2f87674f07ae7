"""Who may read /metrics. Alice is at the machine itself, Charlie comes from somewhere else."""

import pytest

from webchat.metrics.access import Access

ALICE = {"Host": "127.0.0.1:8000"}


def is_granted(token: str | None, peer: str | None, headers: dict[str, str]) -> bool:
    return Access(token).is_granted(peer=peer, header=headers.get)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "localhost"])
def test_a_program_on_this_machine_may_read(peer: str, host: str) -> None:
    assert is_granted(None, peer, {"Host": host})


@pytest.mark.parametrize("peer", ["10.0.0.4", "192.168.1.20", "172.17.0.1", "8.8.8.8", "fe80::1", "", "nonsense", None])
def test_nobody_else_may_without_a_token(peer: str | None) -> None:
    assert not is_granted(None, peer, ALICE)


@pytest.mark.parametrize(
    "name", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"]
)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_who_comes_through_a_proxy_may_not_without_a_token(name: str, value: str) -> None:
    assert not is_granted(None, "127.0.0.1", ALICE | {name: value})


@pytest.mark.parametrize("host", ["chat.example.org", "127.0.0.1.example.org", "192.168.1.20:8000", "", "[", "a@b:x"])
def test_who_asked_for_another_name_may_not_without_a_token(host: str) -> None:
    assert not is_granted(None, "127.0.0.1", {"Host": host})


@pytest.mark.parametrize("peer", ["8.8.8.8", "127.0.0.1"])
def test_the_token_opens_from_everywhere(peer: str) -> None:
    headers = {"Host": "chat.example.org", "X-Forwarded-For": "8.8.8.8", "Authorization": "Bearer s3cret"}

    assert is_granted("s3cret", peer, headers)
    assert is_granted("s3cret", peer, headers | {"Authorization": "bearer  s3cret "})


@pytest.mark.parametrize(
    "given", ["", "s3cret", "Bearer", "Bearer s3cre", "Bearer s3crett", "Basic s3cret", "Bearer ü"]
)
def test_with_a_token_set_nothing_else_opens(given: str) -> None:
    assert not is_granted("s3cret", "127.0.0.1", ALICE | {"Authorization": given})
    assert not is_granted("s3cret", "127.0.0.1", ALICE)
