"""People in the laboratory; its own provider stops listening when a test ends."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import MakeApp
from webchat.laboratory.laboratory import Laboratory


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[Flask]:
    """An application that has a laboratory, since it listens on this machine only."""
    app = make_app()
    yield app
    app.extensions["laboratory"].close()


@pytest.fixture
def laboratory() -> Iterator[Laboratory]:
    """A laboratory without its pages."""
    laboratory = Laboratory()
    yield laboratory
    laboratory.close()
