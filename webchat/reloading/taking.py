"""In a worker: what the arbiter has put there is offered from now on."""

import logging
from typing import Protocol

from webchat.errors import WebchatError
from webchat.models.catalogue import Catalogue
from webchat.reloading.handover import Handover

log = logging.getLogger("webchat.reloading")


class Offering(Protocol):
    """What can offer something else, as the switchboard: its own module must not be imported before gevent patches."""

    def replace(self, catalogue: Catalogue) -> None:
        """Offer this from now on."""


def take_newer(handover: Handover[Catalogue], offering: Offering) -> None:
    """Offer what is newer than before, if anything is. What cannot be offered is told, and all goes on as before: the
    worker that looks has replies to finish."""
    catalogue = handover.newer()
    if catalogue is None:
        return
    try:
        offering.replace(catalogue)
    except WebchatError as error:
        log.error("The configuration was not taken over, and all goes on as before: %s", error)
