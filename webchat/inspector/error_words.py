"""What each error of a reply means to somebody who meets it for the first time, and what this page does about it.

By the code of an error (`data-error`); of a `broken_answer` that began well by `cut_off`, of replies that ended early
by `stopped`, `interrupted` and `length`. They stand behind the details of real errors and in the laboratory. What they
say of this page, `provider.backoff`, `provider.verdict` and `chat.asking` do.
"""

from collections.abc import Mapping

from webchat.inspector.breakdown_words import BREAKDOWNS
from webchat.inspector.explanation import Explanation
from webchat.inspector.refusal_words import REFUSALS
from webchat.inspector.status_words import words_of_status
from webchat.provider.answer import CUT_OFF

__all__ = ["EXPLANATIONS", "Explanation", "explanation_of", "words_of_status"]
EXPLANATIONS: Mapping[str, Explanation] = {**REFUSALS, **BREAKDOWNS}


def explanation_of(code: str | None, words: str = "") -> Explanation | None:
    """What is to be said of an error with this code, which was told in these words; None of one that we do not know."""
    return EXPLANATIONS.get("cut_off" if words == CUT_OFF else code or "")
