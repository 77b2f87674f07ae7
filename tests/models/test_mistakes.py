"""A mistake of ours while a provider is asked: it is not made again and again, and holds nobody up."""

import threading
import time

import pytest

from webchat.models.listing import Listing
from webchat.models.reaching import WITHIN_SECONDS, check_any
from webchat.provider import Endpoint, Model, Provider, Timeouts, TooSlow


class Breaking(Provider):
    """A client with a mistake of ours."""

    def __init__(self) -> None:
        super().__init__(Endpoint("http://127.0.0.1:9/v1"), Timeouts(1, 1, 1, 1))
        self.asked = 0

    def models(self) -> list[Model]:
        self.asked += 1
        raise ZeroDivisionError


def await_end_of(name: str) -> None:
    """Until its threads have ended, so that what they raised belongs to this test."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(5)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_mistake_of_ours_is_not_made_again_with_every_look() -> None:
    client = Breaking()
    listing = Listing("one", client)

    for _ in range(5):
        listing.look()
        await_end_of("list-one")

    assert (client.asked, listing.state) == (1, "away")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_mistake_of_ours_does_not_keep_the_question_who_is_there_waiting() -> None:
    began = time.monotonic()

    with pytest.raises(TooSlow):
        check_any([Breaking(), Breaking()])

    took = time.monotonic() - began
    await_end_of("ready")
    assert took < WITHIN_SECONDS - 1
