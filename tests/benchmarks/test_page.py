"""The document that checks the text follows the rules of patches."""

from benchmarks.page import Body


def words(body: Body) -> str:
    """What a person reads, with single spaces."""
    return " ".join(body.text().split())


def test_text_joins_the_text_that_stands_last() -> None:
    body = Body("<p>Hel</p>")

    body.apply(1, "lo <b>you</b>")

    assert words(body) == "Hello you"


def test_cut_counts_utf_16_units() -> None:
    body = Body("<p>one 🙂x</p>")

    body.apply(1, "two", 3)

    assert words(body) == "one two"


def test_cut_of_a_whole_text_removes_it() -> None:
    body = Body("<p><b>one</b>two</p>")

    body.apply(1, "", 3)

    assert [getattr(child, "name", child) for child in body.root.children[0].children] == ["b"]  # type: ignore[union-attr]


def test_drop_removes_last_children() -> None:
    body = Body("<p>one</p><p>two</p><p>three</p>")

    body.apply(0, "<p>four</p>", 0, 2)

    assert words(body) == "one four"


def test_depth_leads_to_the_last_element() -> None:
    body = Body("<ul><li>one</li><li>two</li></ul>\n")

    body.apply(2, " and more")

    assert words(body) == "one two and more"


def test_labels_of_the_page_are_no_words_of_the_text() -> None:
    body = Body('<div class="code"><div class="code__bar"><span>Python</span></div><pre><code>a</code></pre></div>')

    assert words(body) == "a"
