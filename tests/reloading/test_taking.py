"""A worker takes what the arbiter accepted; what it cannot offer is told, and it goes on with what it had."""

import logging
from collections.abc import Iterator

import pytest

from tests.offered import catalogue_of, offered_provider
from webchat.config import Settings
from webchat.models.catalogue import Catalogue
from webchat.models.switchboard import Switchboard
from webchat.reloading.handover import NUMBER, Handover
from webchat.reloading.taking import take_newer

ADDRESS = "http://127.0.0.1:9/v1"


@pytest.fixture
def handover() -> Handover[Catalogue]:
    return Handover(catalogue_of(offered_provider(ADDRESS, "first")))


@pytest.fixture
def switchboard(handover: Handover[Catalogue], settings: Settings) -> Iterator[Switchboard]:
    switchboard = Switchboard(handover.thing, settings)
    yield switchboard
    switchboard.close()


def arbiter_offers(handover: Handover[Catalogue], base_url: str, slug: str) -> None:
    """Put that there, as another process does: what this one looked at last is as it was."""
    number, thing = handover._number, handover.thing
    handover.put(catalogue_of(offered_provider(base_url, slug)))
    handover._number, handover.thing = number, thing
    assert NUMBER.unpack_from(handover.memory, 0) != (number,)


def test_what_was_accepted_is_offered(handover: Handover[Catalogue], switchboard: Switchboard) -> None:
    arbiter_offers(handover, ADDRESS, "second")

    take_newer(handover, switchboard)

    assert switchboard.default().key == "second/test-model"


def test_what_cannot_be_offered_is_told_and_all_goes_on_as_before(
    handover: Handover[Catalogue], switchboard: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    arbiter_offers(handover, "http://127.0.0.1:0/v1", "second")

    with caplog.at_level(logging.ERROR):
        take_newer(handover, switchboard)

    assert switchboard.default().key == "first/test-model"
    assert "not taken over, and all goes on as before" in caplog.text
