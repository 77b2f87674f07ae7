"""A page of results as the template shows it: excerpts, days, addresses; nothing of Flask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import partial

from babel import Locale

from webchat.aside import aside
from webchat.languages import formats
from webchat.languages.language import ENGLISH
from webchat.search.excerpts import Segment, excerpt, marked
from webchat.search.plain_words import plain_words
from webchat.search.query import parse
from webchat.store import search
from webchat.store.database import Database
from webchat.store.matching import Query
from webchat.store.search import Hit
from webchat.wording import N_, NN_, Say, Words

UNTITLED = N_("Untitled conversation")
QUICK_CHARS = 10_000
_WRITERS = {"user": N_("You"), "assistant": N_("Reply"), None: N_("Title")}


@dataclass(frozen=True, slots=True)
class Result:
    """One hit: where it leads, whose words they are, and what was found in them."""

    id: str
    address: str
    title: Sequence[Segment]
    writer: str
    excerpt: Sequence[Segment]
    day: str
    moment: datetime
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. `next`: asks for the following page, None at the end; `is_first`: nothing came before."""

    results: Sequence[Result]
    next: str | None = None
    is_first: bool = True

    @property
    def count(self) -> Words:
        """How many were found."""
        found = len(self.results)
        if self.next:
            return Words(N_("More than %(count)s results"), {"count": found})
        return NN_("%(count)s result", "%(count)s results", found) if found else Words(N_("No results"))


def find(
    database: Database,
    owner: str | None,
    text: str,
    *,
    after: str | None,
    now: datetime,
    zone: tzinfo,
    locale: Locale = ENGLISH.locale,
    say: Say = str,
) -> Results | None:
    """What this owner's conversations say of it; None when nothing was asked.

    Raises InvalidInput for what cannot be searched, NotFound for an `after` that is no page's `next`.
    """
    query = parse(text)
    if query is None:
        return None
    if owner is None:
        return Results((), is_first=after is None)
    with database.reading() as session:
        found = search.find(session, owner, query, after=after)
    writing = _Writing(now.astimezone(zone).date(), zone, locale, say)
    results = tuple(_result_of(hit, query, writing) for hit in found.hits)
    return Results(results, found.next, is_first=after is None)


def _result_of(hit: Hit, query: Query, writing: "_Writing") -> Result:
    place = f"/conversations/{hit.conversation_id}"
    moment = hit.written_at.astimezone(writing.zone)
    return Result(
        id=str(hit.entry_id),
        address=f"{place}?at={hit.message_id}#message-{hit.message_id}" if hit.message_id else place,
        title=marked(hit.title or writing.words(UNTITLED), query),
        writer=writing.words(_WRITERS[hit.role]),
        excerpt=_excerpt_of(hit, query),
        day=writing.day(moment.date()),
        moment=moment,
        is_archived=hit.is_archived,
    )


def _excerpt_of(hit: Hit, query: Query) -> Sequence[Segment]:
    if hit.text is None:
        return ()
    to_words = plain_words if hit.role == "assistant" else str
    compute = partial(excerpt, query=query, to_words=to_words)
    text = hit.text[: search.LONGEST_TEXT]
    return aside(compute, text) if len(text) > QUICK_CHARS else compute(text)


@dataclass(frozen=True, slots=True)
class _Writing:
    """How words and days are written for whoever searches."""

    today: date
    zone: tzinfo
    locale: Locale
    say: Say

    def words(self, words: str) -> str:
        return self.say(Words(words))

    def day(self, day: date) -> str:
        if day == self.today:
            return self.words(N_("Today"))
        if day == self.today - timedelta(days=1):
            return self.words(N_("Yesterday"))
        return formats.short_day(day, self.zone, self.locale, has_year=day.year != self.today.year)
