"""People with conversations, and what stands in their lists."""

import pytest
from flask import Flask

from tests.conversations.keeper import Keeper


@pytest.fixture
def keeper(app: Flask) -> Keeper:
    """Somebody who keeps conversations, with scripts."""
    return Keeper(app)


@pytest.fixture
def plain_keeper(app: Flask) -> Keeper:
    """The same without scripts."""
    return Keeper(app, with_scripts=False)
