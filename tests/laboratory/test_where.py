"""Where there is a laboratory: for whoever sits at this machine, or where the administrator wants one."""

from typing import Any

import pytest

from tests.conftest import MakeApp
from tests.person import Person


@pytest.mark.parametrize(
    ("changes", "is_there"),
    [
        ({}, True),
        ({"host": "localhost"}, True),
        ({"host": "::1"}, True),
        ({"host": "0.0.0.0"}, False),
        ({"host": "192.168.1.5"}, False),
        ({"host": "chat.example.org"}, False),
        ({"trusted_proxies": 1}, False),
        ({"allowed_hosts": ("chat.example.org",)}, False),
        ({"lab": False}, False),
        ({"host": "0.0.0.0", "lab": True}, True),
        ({"trusted_proxies": 1, "lab": True}, True),
    ],
)
def test_it_is_there_for_this_machine_alone_unless_it_is_set(
    make_app: MakeApp, changes: dict[str, Any], is_there: bool
) -> None:
    app = make_app(**changes)
    person = Person(app)

    answers = (person.open("/lab"), person.open("/lab/cut"), person.post("/lab/unknown-model", message="Hi"))

    assert [answer.status for answer in answers] == [200 if is_there else 404] * 3
    assert app.jinja_env.globals["lab_enabled"] is is_there
    if is_there:
        app.extensions["laboratory"].close()


def test_whoever_has_no_session_may_try_it_too(make_app: MakeApp) -> None:
    app = make_app()

    assert Person(app).post("/lab/unknown-model", message="Hi").status == 200
    app.extensions["laboratory"].close()
