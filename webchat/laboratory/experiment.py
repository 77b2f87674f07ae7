"""One mishap, tried: the request as it was sent, what came back, and what this page makes of it."""

from dataclasses import dataclass
from functools import cached_property, partial

from markupsafe import Markup

from webchat.aside import aside
from webchat.chat.failure_view import Failure, failure_from
from webchat.formatted import formatted
from webchat.inspector.error_words import Explanation, explanation_of, words_of_status
from webchat.inspector.shown import Shown, shown_of
from webchat.inspector.status_words import name_of_status
from webchat.laboratory.cases import Case
from webchat.provider import ProviderError
from webchat.store.exchanges import ExchangeRecord


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """What happened. `text`: what arrived of a reply; `waited`: seconds between the attempts, all together.

    To the chat's own partials it is a message: with `error`, `failure` and `text`, but no `id`, since none is stored.
    """

    case: Case
    record: ExchangeRecord
    text: str
    problem: ProviderError | None
    waited: float
    id: None = None

    @property
    def error(self) -> str | None:
        """The code of the error, as a reply in a chat has it."""
        return self.problem.code if self.problem else None

    @cached_property
    def failure(self) -> Failure | None:
        """Why it failed, as a chat says it."""
        return failure_from(self.problem) if self.problem else None

    @property
    def explanation(self) -> Explanation | None:
        """What the error means."""
        return explanation_of(self.error, self.failure.words if self.failure else "")

    @property
    def html(self) -> Markup:
        """What arrived, formatted as a reply."""
        return formatted(self.text)

    @property
    def attempts(self) -> int:
        """How often the provider was asked."""
        return self.record.attempts

    @property
    def status_name(self) -> str:
        """The status in HTTP's English, such as `404 Not Found`; empty without an answer."""
        return f"{self.record.status} {name_of_status(self.record.status)}" if self.record.status else ""

    @property
    def status_words(self) -> str:
        """What the status means, to be said in a language; empty without an answer."""
        return words_of_status(self.record.status) if self.record.status else ""

    @cached_property
    def shown(self) -> Shown:
        """The whole exchange, without the programs: see laboratory/_shown.html."""
        return aside(partial(shown_of, has_programs=False), self.record)
