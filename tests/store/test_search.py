"""The index: what is put in is found by its owner alone, in any language, by words, phrases and beginnings."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webchat.store import Database, search
from webchat.store.folding import tokens
from webchat.store.hits import Found
from webchat.store.matching import Query, Term

from .actors import STRANGER
from .searching import asking, converse, find, found

SLOW_FIXTURE = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_titles_and_texts_of_both_sides_are_found(database: Database) -> None:
    converse(database, "Why is the sky blue?", "Blue light is scattered more.", title="A blue sky")

    assert found(database, asking("blue")) == ["Blue light is scattered more.", "Why is the sky blue?", "A blue sky"]


def test_all_words_are_wanted_in_any_order(database: Database) -> None:
    converse(database, "the sky is blue", "the sea is blue")

    assert found(database, asking("blue", "sky")) == ["the sky is blue"]


def test_phrase_wants_its_words_next_to_each_other(database: Database) -> None:
    converse(database, "a blue sky", "a sky so blue")

    assert found(database, asking("blue sky")) == ["a blue sky"]


def test_beginning_of_the_last_word_is_enough(database: Database) -> None:
    converse(database, "scattering of light", "a scatterbrain", "cat")

    assert found(database, asking("scat", is_prefix=True)) == ["a scatterbrain", "scattering of light"]
    assert found(database, asking("scat")) == []
    assert found(database, asking("of li", is_prefix=True)) == ["scattering of light"]


def test_excluded_words_and_phrases_take_hits_away(database: Database) -> None:
    converse(database, "red and blue", "blue and green", "blue sky and sea")

    assert found(database, asking("blue", but_not=("red",))) == ["blue sky and sea", "blue and green"]
    assert found(database, asking("blue", but_not=("red", "sky and"))) == ["blue and green"]


LANGUAGES = [
    ("Die Straße ist groß", "STRASSE"),
    ("Cafe\u0301 et re\u0301sume\u0301", "résumé"),
    ("naïve Ærø", "naive"),
    ("ﬁne ofﬁce", "office"),
    ("今天天气很好", "天气"),
    ("東京タワーに行く", "タワー"),
    ("ｶﾞﾗｽ", "ガラス"),
    ("ภาษาไทยง่าย", "ไทย"),
    ("ພາສາລາວ", "ລາວ"),
    ("ភាសាខ្មែរ", "ខ្មែរ"),
    ("မြန်မာဘာသာ", "ဘာသာ"),
    ("한국어를 배우다", "배우다"),
    ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
    ("हिन्दी भाषा", "हिन्दी"),
    ("مُحَمَّد إلى المدرسة", "محمد الي المدرسه"),
    ("می‌خواهم بروم", "می خواهم"),
    ("שָׁלוֹם עולם", "שלום"),
    ("Ещё раз", "еще"),
    ("мой дом", "мой"),
    ("Ἀθῆναι ΟΔΟΣ", "οδος"),
    ("İstanbul ve ISPARTA", "istanbul"),
    ("written in C++ and C#", "c++"),
    ("a party 🎉🎂 today", "🎉"),
    ("room ٤٢", "42"),
    ("call max_tokens(5)", "max_tokens"),
    ("don’t panic", "don't"),
]


def test_language_is_no_obstacle(database: Database) -> None:
    converse(database, *(text for text, _ in LANGUAGES), "nothing of this")

    assert {query: found(database, asking(query)) for _, query in LANGUAGES} == {
        query: [text] for text, query in LANGUAGES
    }


TOLD_APART = [("мои дома", "мой"), ("はか", "ばか"), ("किताब", "कताब"), ("written in C", "c++"), ("天很气", "天气")]


def test_what_readers_tell_apart_stays_apart(database: Database) -> None:
    converse(database, *(text for text, _ in TOLD_APART))

    assert {query: found(database, asking(query)) for _, query in TOLD_APART} == {query: [] for _, query in TOLD_APART}


def test_stranger_finds_nothing(database: Database) -> None:
    converse(database, "a secret", title="secret")
    converse(database, "my own secret", owner_id=STRANGER)

    assert found(database, asking("secret"), owner_id=STRANGER) == ["my own secret"]
    assert found(database, asking("secret"), owner_id="nobody") == []


def test_words_at_both_ends_of_a_very_long_text_find_it_once(database: Database) -> None:
    long = "alpha " + "the quick brown fox " * 9_000 + "the omega point"
    converse(database, long)

    assert found(database, asking("alpha", "omega")) == [long]
    assert found(database, asking("the omega point")) == [long]
    assert found(database, asking("fox the quick")) == [long]
    assert len(found(database, asking("quick"))) == 1


def test_text_of_nothing_but_different_words_can_be_put_in(database: Database) -> None:
    """A tsvector holds less than 1 MB: hundreds of thousands of bytes of words in an alphabet of three bytes."""
    letters = [chr(0x10D0 + number) for number in range(33)]
    every = (a + b + c + d * 20 for a in letters for b in letters for c in letters for d in letters[:1])
    converse(database, " ".join(every)[: search.LONGEST_TEXT])

    assert len(found(database, asking("აბგ" + "ა" * 20))) == 1


@SLOW_FIXTURE
@given(written=st.text(max_size=60))
def test_any_text_can_be_put_in_and_is_found_by_its_own_words(kind: str, database: Database, written: str) -> None:
    conversation = converse(database, written)
    words = tuple(tokens(written))

    if words:
        hits = find(database, Query((Term(words),))).hits
        assert conversation.id in {hit.conversation_id for hit in hits}


@SLOW_FIXTURE
@given(
    wanted=st.lists(st.text(min_size=1, max_size=12).map(tokens).filter(bool), min_size=1, max_size=8),
    excluded=st.lists(st.text(min_size=1, max_size=12).map(tokens).filter(bool), max_size=4),
    is_prefix=st.booleans(),
)
def test_any_query_is_valid(
    kind: str, database: Database, wanted: list[list[str]], excluded: list[list[str]], is_prefix: bool
) -> None:
    converse(database, "something to look through")
    query = Query(tuple(Term(tuple(each), is_prefix) for each in wanted), tuple(Term(tuple(each)) for each in excluded))

    assert isinstance(find(database, query), Found)
