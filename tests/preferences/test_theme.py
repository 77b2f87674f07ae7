"""The theme is kept in the session."""

import pytest

from tests.person import Person, address_of


def test_the_chosen_theme_is_on_the_next_page(alice: Person) -> None:
    assert alice.post("/preferences/theme", theme="dark").status == 204

    assert alice.open("/").one("html")["data-theme"] == "dark"


def test_a_theme_that_is_none_is_refused(alice: Person) -> None:
    assert alice.post("/preferences/theme", theme="neon").status == 422


def test_without_scripts_it_leads_back_to_the_page(without_scripts: Person) -> None:
    answer = without_scripts.post("/preferences/theme", theme="dark", next="/conversations/abc")

    assert (answer.status, address_of(answer)) == (303, "/conversations/abc")


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/\tx", ""]
)
def test_it_never_leads_to_another_host(without_scripts: Person, target: str) -> None:
    answer = without_scripts.post("/preferences/theme", theme="dark", next=target)

    assert answer.headers["Location"] == "/"
