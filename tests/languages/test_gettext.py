"""What `_` and its relatives do in a template: words are markup, values are escaped into them."""

from typing import Any

import pytest
from flask import Flask


def shown(app: Flask, source: str, language: str = "en", **values: Any) -> str:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        return app.jinja_env.from_string(source).render(**values)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('{{ _("<b>%(name)s</b>", name=name) }}', "<b>&lt;i&gt; 100 %</b>"),
        ("{% trans %}<b>{{ name }}</b>{% endtrans %}", "<b>&lt;i&gt; 100 %</b>"),
        ('{{ ngettext("%(name)s", "%(num)s %(name)s", 2, name=name) }}', "2 &lt;i&gt; 100 %"),
        ('{{ pgettext("about", "<b>%(name)s</b>", name=name) }}', "<b>&lt;i&gt; 100 %</b>"),
        ('{{ _("%(number)s %%", number=5) }}', "5 %"),
        ('{{ _("100 %%") }}', "100 %"),
        ('<p title="{{ _("“%(name)s”", name=\'"\') }}">', '<p title="“&#34;”">'),
    ],
)
def test_values_are_escaped_and_words_are_not(app: Flask, source: str, html: str) -> None:
    assert shown(app, source, name="<i> 100 %") == html


def test_words_are_translated_with_their_values(app: Flask) -> None:
    assert shown(app, '{{ _("Error %(status)s", status=404) }}', "de") == "Fehler 404"
    assert shown(app, "{% trans status=404 %}Error {{ status }}{% endtrans %}", "de") == "Fehler 404"


@pytest.mark.parametrize(("count", "words"), [(0, "0 Tage"), (1, "1 Tag"), (1234, "1.234 Tage")])
def test_one_and_several_are_told_apart_as_the_language_does(app: Flask, count: int, words: str) -> None:
    source = '{{ ngettext("%(num)s day", "%(num)s days", count, num=count | number) }}'

    assert shown(app, source, "de", count=count) == words


def test_a_word_that_means_two_things_has_two_translations(app: Flask) -> None:
    source = '{{ _("Archive") }}, {{ pgettext("list", "Archive") }}'

    assert shown(app, source, "de") == "Archivieren, Archiv"
    assert shown(app, source) == "Archive, Archive"


def test_a_number_that_stands_in_a_template_is_written_for_each_reader(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ 1234 | number }}")
    said = []

    for language in ("de", "en"):
        with app.test_request_context("/", headers={"Accept-Language": language}):
            said.append(template.render())

    assert said == ["1.234", "1,234"]
