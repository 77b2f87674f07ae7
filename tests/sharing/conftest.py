"""An application that allows sharing."""

import pytest
from flask import Flask

from tests.conftest import MakeApp


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """Where sharing is allowed."""
    return make_app(sharing=True)
