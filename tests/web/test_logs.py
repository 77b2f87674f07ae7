"""One line a request: enough to find it, nothing that is secret."""

import logging

import pytest

from tests.forms import press
from tests.person import Person


@pytest.mark.parametrize("path", ["/moves/tell-nobody", "/shared/tell-nobody", "/shares/tell-nobody/withdraw"])
def test_the_secret_of_a_link_is_not_logged(alice: Person, caplog: pytest.LogCaptureFixture, path: str) -> None:
    with caplog.at_level(logging.INFO, logger="webchat"):
        alice.open(path)
        press(alice, path)

    assert "tell-nobody" not in caplog.text
    assert "tell-nobody" not in str([record.__dict__ for record in caplog.records])
    assert path.replace("tell-nobody", "…") in caplog.text
