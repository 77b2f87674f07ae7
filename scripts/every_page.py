"""Every page that has an address, one after the other, in whatever language, to look at."""

from collections.abc import Iterator

from tests.browser.chat_page import ChatPage
from tests.browser.offering import Offering

PAGES = {
    "welcome": "/",
    "temporary": "/temporary",
    "archive": "/conversations?shelf=archive",
    "search": "/search?q=fjord",
    "nothing-found": "/search?q=volcano",
    "data": "/data",
    "imports": "/imports",
    "usage": "/usage",
    "preferences": "/preferences",
    "shares": "/shares",
    "parameters-new": "/parameters",
    "erase": "/erase",
    "not-found": "/nowhere",
}
OF_CONVERSATION = {"conversation": "", "actions": "/menu", "rename": "/title", "share": "/share"}
REPLY = """A **fjord** is a long, narrow arm of the sea between steep cliffs.

```python
print("fjord")
```

1. Glaciers cut deep valleys.
2. The sea filled them.

> Both are needed.

| Where | How deep |
|---|---|
| Sognefjord | 1,303 m |
"""


def every_page(chat: ChatPage, offered: Offering) -> Iterator[str]:
    """Ask something, then open one page after the other; yields the name of each."""
    offered.alpha.reply_with(REPLY)
    chat.open()
    chat.ask("What is a fjord?")
    conversation = chat.page.url.removeprefix(chat.url).partition("#")[0]
    chat.open(conversation)
    reply, message = (id_of(chat, role) for role in ("assistant", "user"))
    of_messages = {"retry-page": f"/replies/{reply}/retry", "edit-page": f"/messages/{message}/edit"}
    of_conversation = {name: conversation + path for name, path in OF_CONVERSATION.items()}
    for name, path in (PAGES | of_conversation | of_messages).items():
        chat.open(path)
        yield name
    failed(chat, offered)
    yield "failed"
    if chat.sidebar.drawer.is_visible():
        chat.sidebar.drawer.click()
        yield "drawer"
    else:
        chat.page.keyboard.press("Control+/")
        yield "shortcuts"


def id_of(chat: ChatPage, role: str) -> str:
    """The id of the last message of this role."""
    found = chat.page.locator(f"article.message[data-role={role}]").last.get_attribute("id") or ""
    return found.removeprefix("message-")


def failed(chat: ChatPage, offered: Offering) -> None:
    """A reply that a provider refused, and one that was cut."""
    chat.open()
    offered.alpha.reply_with("It is long and", finish_reason="length")
    chat.ask("And then?")
    offered.alpha.fail_with(429, {"error": {"message": "Rate limit reached"}}, headers={"Retry-After": "75"}, times=1)
    chat.ask("And now?")
