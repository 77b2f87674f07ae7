"""GET /metrics in the application."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import text

from tests.conftest import KEY, MakeApp
from tests.metrics.scrape import Scrape
from tests.person import Answer, Person
from webchat.web import guard

COUNT = "webchat_request_seconds_count"


def scrape(app: Flask, **options: str) -> Scrape:
    response = app.test_client().get("/metrics", **options)
    assert response.status_code == 200
    return Scrape(response.get_data(as_text=True))


def test_it_is_the_text_format_and_kept_by_nobody(app: Flask) -> None:
    response = app.test_client().get("/metrics")

    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert guard.HEADERS.keys() <= set(response.headers.keys())


def test_requests_are_counted_by_the_rule_that_matched(app: Flask, alice: Person) -> None:
    for _ in range(2):
        alice.open(f"/conversations/{uuid.uuid4()}")
    alice.open("/wp-login.php")
    alice.client.open("/", method="BREW")

    found = scrape(app)
    rule = next(rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/conversations/<"))
    assert found.value(COUNT, route=rule, method="GET", status="4xx") == 2
    assert found.value(COUNT, route="none", method="GET", status="4xx") == 1
    assert found.value(COUNT, route="none", method="other", status="4xx") == 1


def test_refused_requests_are_counted_too(app: Flask, alice: Person) -> None:
    alice.headers |= {"Sec-Fetch-Site": "cross-site"}
    alice.post("/messages", message="Hi")

    assert scrape(app).value(COUNT, route="/messages", method="POST", status="4xx") == 1


def test_no_label_tells_who_said_what(app: Flask, alice: Person) -> None:
    answer = alice.ask("my secret words")
    alice.open(f"/conversations/{answer.sent.conversation_id}?q=my+secret+words")  # type: ignore[attr-defined]

    told = " ".join(scrape(app).label_values())
    assert answer.sent.conversation_id not in told  # type: ignore[attr-defined]
    assert answer.reply_id not in told
    assert "secret" not in told and "test-model" not in told and KEY not in told


def test_running_replies_are_read_from_the_database(app: Flask, alice: Person) -> None:
    alice.ask("Hi")
    before = scrape(app).value("webchat_replies_running")

    with app.extensions["desk"].database.writing() as session:  # as a process leaves it that was killed
        session.execute(text("UPDATE messages SET status = 'pending', finished_at = NULL WHERE role = 'assistant'"))

    assert (before, scrape(app).value("webchat_replies_running")) == (0, 1)


def test_while_the_database_is_away_the_rest_is_told(app: Flask, alice: Person, settings) -> None:
    alice.open("/healthz")
    app.extensions["desk"].database.close()
    for path in settings.data_dir.glob("webchat.sqlite3*"):
        path.unlink()
    (settings.data_dir / "webchat.sqlite3").mkdir()

    found = scrape(app)

    assert "webchat_replies_running" not in found.families
    assert found.value(COUNT, route="/healthz", method="GET", status="2xx") == 1


def test_a_stranger_gets_no_numbers(app: Flask) -> None:
    response = app.test_client().get("/metrics", environ_overrides={"REMOTE_ADDR": "192.168.1.20"})

    assert response.status_code == 403
    assert "WEBCHAT_METRICS_TOKEN" in response.get_data(as_text=True)
    assert "webchat_" not in response.get_data(as_text=True)


def test_what_comes_through_a_trusted_proxy_is_a_stranger_whatever_it_says(make_app: MakeApp) -> None:
    client = make_app(trusted_proxies=1).test_client()

    for headers in ({"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-For": "8.8.8.8"}):
        assert client.get("/metrics", headers=headers).status_code == 403
    assert client.get("/metrics").status_code == 200  # without the proxy, from this machine


def test_with_a_token_it_is_asked_for(make_app: MakeApp) -> None:
    client = make_app(metrics_token="s3cret-token").test_client()

    without = client.get("/metrics")
    wrong = client.get("/metrics", headers={"Authorization": "Bearer s3cret"})
    right = client.get(
        "/metrics",
        headers={"Authorization": "Bearer s3cret-token"},
        environ_overrides={"REMOTE_ADDR": "192.168.1.20"},
    )

    assert (without.status_code, wrong.status_code, right.status_code) == (401, 401, 200)
    assert without.headers["WWW-Authenticate"].startswith("Bearer")
    assert "webchat_" not in without.get_data(as_text=True) + wrong.get_data(as_text=True)


def test_switched_off_it_does_not_exist(make_app: MakeApp) -> None:
    answer = Answer(make_app(metrics=False).test_client().get("/metrics"))

    assert answer.status == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(app: Flask, method: str) -> None:
    response = app.test_client().open("/metrics", method=method, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 405
