"""In the words of the search tests: conversations that can be found, queries, and what they find."""

from sqlalchemy import text

from tests.appending import append
from webchat.store import Database, conversations, messages, search
from webchat.store.conversations import Conversation
from webchat.store.folding import tokens
from webchat.store.hits import Found
from webchat.store.matching import Query, Term

from .actors import ALICE


def term(words: str, *, is_prefix: bool = False) -> Term:
    return Term(tuple(tokens(words)), is_prefix=is_prefix)


def asking(*wanted: str, but_not: tuple[str, ...] = (), is_prefix: bool = False) -> Query:
    """Each argument is a word or a phrase; `is_prefix` says that the last one may go on."""
    last = len(wanted) - 1
    terms = tuple(term(words, is_prefix=is_prefix and place == last) for place, words in enumerate(wanted))
    return Query(terms, tuple(map(term, but_not)))


def converse(
    database: Database,
    *texts: str,
    owner_id: str = ALICE,
    title: str | None = None,
    shelf: conversations.Shelf = "list",
) -> Conversation:
    """A conversation in which these texts follow each other; the first is the person's."""
    with database.writing() as session:
        conversation = conversations.create(session, owner_id, title=title, shelf=shelf)
        search.put_title(session, conversation)
        parent_id = None
        for place, words in enumerate(texts):
            role: messages.Role = "assistant" if place % 2 else "user"
            message = append(session, conversation, role=role, text=words, parent_id=parent_id)
            search.put_message(session, message, owner_id)
            parent_id = message.id
    return conversation


def find(database: Database, query: Query, *, owner_id: str = ALICE, **options: object) -> Found:
    with database.reading() as session:
        return search.find(session, owner_id, query, **options)  # type: ignore[arg-type]


def found(database: Database, query: Query, *, owner_id: str = ALICE) -> list[str | None]:
    """The texts, or for titles these, in the order of the hits."""
    return [hit.title if hit.text is None else hit.text for hit in find(database, query, owner_id=owner_id).hits]


def count(database: Database, table: str) -> int:
    with database.reading() as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def words_left(database: Database, word: str) -> int:
    """How often a word stands in the full text index itself, whoever put it there."""
    like = "search_words MATCH :match" if is_on_sqlite(database) else "words @@ CAST(:match AS tsquery)"
    table = "search_words" if is_on_sqlite(database) else "searchable"
    with database.reading() as session:
        volumes = session.scalars(text("SELECT id FROM search_volumes")).all()
        asked = [f'"{volume}:{word}"' if is_on_sqlite(database) else f"'{volume}:{word}'" for volume in volumes]
        query = text(f"SELECT count(*) FROM {table} WHERE {like}")
        return sum(int(session.scalar(query, {"match": each}) or 0) for each in asked)


def is_on_sqlite(database: Database) -> bool:
    with database.reading() as session:
        return session.get_bind().dialect.name == "sqlite"
