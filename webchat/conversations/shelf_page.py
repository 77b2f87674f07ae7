"""One page of a shelf as it is shown: at most 30 conversations in their groups, and where the next page begins."""

from dataclasses import dataclass
from urllib.parse import urlencode

from webchat.conversations.groups import Group, Reader, grouped, headed
from webchat.store import shelves
from webchat.store.conversations import Shelf
from webchat.store.database import Database

TODAY = headed("today", ())


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """`next_url` is None at the end of the shelf. A first page has a group for today, even if it is empty: a new
    conversation takes its place there."""

    shelf: Shelf
    groups: tuple[Group, ...] = (TODAY,)
    next_url: str | None = None
    is_first: bool = True


def read(
    database: Database,
    owner: str | None,
    shelf: Shelf,
    reader: Reader,
    *,
    after: str | None = None,
    shown_key: str = "",
) -> ShelfPage:
    """The page of this owner's shelf after a cursor; empty when nobody is known. Raises NotFound for a wrong cursor."""
    if owner is None:
        return ShelfPage(shelf)
    with database.reading() as session:
        page = shelves.page(session, owner, shelf, after=after)
    groups = grouped(page.conversations, reader, shown_key=shown_key)
    next_url = None
    if page.next and groups:
        next_url = f"/conversations?{urlencode({'shelf': shelf, 'after': page.next, 'group': groups[-1].key})}"
    return ShelfPage(shelf, _with_today(groups) if after is None else groups, next_url, is_first=after is None)


def _with_today(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    if any(group.key == "today" for group in groups):
        return groups
    place = 1 if groups and groups[0].key == "pinned" else 0
    return (*groups[:place], TODAY, *groups[place:])
