"""The list of conversations and the search above it, in the words of the person who uses them."""

import re

from playwright.sync_api import Locator, Page


class Sidebar:
    """What stands beside the conversation; on a phone, a drawer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.locator("#conversations")

    @property
    def titles(self) -> Locator:
        """The conversations of the list, from top to bottom."""
        return self.box.locator(".conversation__link")

    @property
    def current(self) -> Locator:
        """The one that is open."""
        return self.box.locator("[aria-current=page]")

    @property
    def search(self) -> Locator:
        return self.box.get_by_role("searchbox")

    @property
    def hits(self) -> Locator:
        return self.box.locator(".hit")

    @property
    def drawer(self) -> Locator:
        """The button that opens the sidebar on a narrow page."""
        return self.page.locator(".header__drawer")

    @property
    def menu(self) -> Locator:
        """The open menu of a conversation."""
        return self.page.locator(".conversation .menu:popover-open")

    def open(self, title: str) -> None:
        self.titles.filter(has_text=title).click()

    def more(self, title: str) -> Locator:
        """The button that opens the menu of a conversation."""
        return self.box.get_by_role("button", name=f"Actions for {title}")

    def choose(self, title: str, action: str) -> None:
        """Open the menu of a conversation and press one of its entries."""
        self.more(title).click()
        self.entry(action).click()

    def entry(self, action: str) -> Locator:
        return self.menu.locator(".menu__entry, .menu__exports a").filter(has_text=re.compile(rf"^\s*{action}\s*$"))
