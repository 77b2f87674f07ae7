"""Draws one exchange as pages draw it, and parses it."""

from typing import Any

from bs4 import BeautifulSoup
from flask import Flask, render_template

from webchat.inspector.shown import shown_of
from webchat.models.catalogue import Price
from webchat.store.exchanges import ExchangeRecord


def drawn(app: Flask, template: str, record: ExchangeRecord, price: Price | None = None, **more: Any) -> BeautifulSoup:
    """`templates/inspector/<template>.html` for this record."""
    with app.test_request_context("/"):
        shown = shown_of(record, price=price)
        page = render_template(f"inspector/{template}.html", shown=shown, name="x", **more)
    return BeautifulSoup(page, "html.parser")


def words_in(page: BeautifulSoup) -> str:
    """All its words, with single spaces."""
    return " ".join(page.get_text(" ").split())
