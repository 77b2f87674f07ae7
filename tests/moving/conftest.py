"""Who opens a link."""

import pytest
from flask import Flask

from tests.person import Person


@pytest.fixture
def phone(app: Flask) -> Person:
    """Alice's other browser, which has never been here."""
    return Person(app, with_scripts=False)
