"""What is taken out of any text that a person typed, before it is judged and stored."""

import re
import unicodedata

LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Tag characters are invisible and can carry hidden instructions; only flags are made of them (UTS #51, ED-14a).
TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,7}\U000e007f)|[\U000e0000-\U000e007f]")
MARKS_OF_NOTHING = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def clean(text: str) -> str:
    """The text as it is stored: line ends are `\\n`, control and hidden characters are gone, all else is as typed."""
    text = LINE_ENDS.sub("\n", text)
    text = UNSTORABLE.sub("", text)
    return TAGS.sub(lambda match: match[1] or "", text)


def is_blank(text: str) -> bool:
    """Whether nothing in it can be seen."""
    return all(unicodedata.category(character) in MARKS_OF_NOTHING for character in text)
