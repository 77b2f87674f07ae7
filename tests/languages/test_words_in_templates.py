"""No template says anything that cannot be translated."""

from pathlib import Path

import pytest

from tests.languages.template_words import TEMPLATES, all_templates, words_in


@pytest.mark.parametrize("path", all_templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert words_in(path.read_text()) == []


def test_there_are_templates() -> None:
    assert len(all_templates()) > 80


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Nothing here.</p>", ["Nothing here."]),
        ('{{ _("Fine") }}: {{ 12 }}', []),
        ("{% trans %}<b>Fine</b>{% endtrans %}", []),
        ("{% if a %}Yes{% endif %}", ["Yes"]),
        ("<table><tr><td>Cell</td></tr></table>", ["Cell"]),
        ("<noscript>No scripts</noscript>", ["No scripts"]),
        ("<template>Kept</template>", ["Kept"]),
        ('<a title="Not said">{{ x }}</a>', ['title="Not said"']),
        ('<a aria-label="{{ _("Said") }} more"></a>', ['aria-label="0 more"']),
        ('<input placeholder="Search">', ['placeholder="Search"']),
        ('<p data-copied="Copied" data-action="copy"></p>', ['data-copied="Copied"']),
        ('{{ "Edited" if edited else _("Not edited") }}', ["Edited"]),
        ('{% with words = "Deleted" %}{{ words }}{% endwith %}', ["Deleted"]),
        ('{{ _("%(what)s is done", what="Reading") }}', ["Reading"]),
        ('<button class="button{{ " button--main" if x }}" hx-swap="outerHTML"></button>', []),
    ],
)
def test_words_are_found_wherever_they_stand(source: str, found: list[str]) -> None:
    assert words_in(source) == found
