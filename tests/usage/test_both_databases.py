"""The same with PostgreSQL: several replies at once, a continued one, the month, and a budget that is then used up."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import MakeApp
from tests.person import Person, conversation_of
from tests.provider_server import ProviderServer
from tests.usage.conftest import EURO
from webchat.setting_values import Budget

AT_ONCE = 4


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_replies_at_once_are_all_counted_until_the_budget_is_used_up(
    make_app: MakeApp, provider: ProviderServer, request: pytest.FixtureRequest, kind: str
) -> None:
    url = request.getfixturevalue("migrated_postgres_url") if kind == "postgresql" else None
    app = make_app(database_url=url, model={"price": EURO}, budget=Budget(tokens=12 * (AT_ONCE + 2)))
    alice = Person(app)
    provider.reply_with("Hello you", finish_reason="length")
    cut = alice.ask("Hi")
    cookie = alice.client.get_cookie("webchat")
    assert cookie
    tabs = [Person(app) for _ in range(AT_ONCE)]
    for tab in tabs:
        tab.client.set_cookie("webchat", cookie.value)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda tab: tab.ask("At once"), tabs))
    alice.post(f"/replies/{cut.reply_id}/continue", submission_id="go-on-0123456789")
    alice.await_reply(cut.reply_id)
    month = alice.open("/usage")
    total = alice.open(f"/conversations/{conversation_of(cut.sent)}/usage")  # type: ignore[attr-defined]

    cells = [cell.get_text().strip() for cell in month.all("tfoot td")]
    assert cells == [str(AT_ONCE + 2), "72", "€0.018"]
    assert [cell.get_text().strip() for cell in total.all("main td")] == ["1", "20", "4", "€0.0060"]
    assert alice.send_message("More").status == 429
