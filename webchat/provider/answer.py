"""Collects what the JSON payloads of one answer say: pieces of text, the token counts, and how it ended. Pure.

An answer is complete when a finish reason or `[DONE]` came; anything less is a cut, and says so.
"""

from typing import Any

from webchat.provider.complaint import complaint_in_payload
from webchat.provider.delta import calls_tools, delta_of, is_refusal, pieces_of
from webchat.provider.errors import BrokenAnswer, ContentBlocked, EmptyAnswer, Overloaded, ProviderDown, TooLarge
from webchat.provider.events import Event, Finished, Reasoning, Text, Usage
from webchat.provider.mending import Mender
from webchat.provider.verdict import verdict
from webchat.provider.wire import finish_word, is_complaint, usage_in
from webchat.wording import N_

TEXT_LIMIT = 2 * 2**20
CUT_OFF = N_("The answer was cut off: the connection to the AI service ended too early. Try again.")


class Answer:
    """One answer as it grows. `is_done` is set by whoever sees its formal end."""

    def __init__(self, *, has_key: bool) -> None:
        self.usage: Usage | None = None
        self.finish_reason: str | None = None
        self.is_done = False
        self._has_key = has_key
        self._text_size = 0
        self._menders: dict[type[Text | Reasoning], Mender] = {Text: Mender(), Reasoning: Mender()}
        self._has_content = self._has_refusal = False
        self._kind: type[Text | Reasoning] = Text
        self._run: list[str] = []
        self._events: list[Event] = []

    def take(self, payload: object) -> None:
        """Add what one payload says. Raises the typed error when it is an error object, TooLarge over 2 MiB of text."""
        if is_complaint(payload):
            raise verdict(complaint_in_payload(payload), has_key=self._has_key)
        if not isinstance(payload, dict):
            return
        if usage := usage_in(payload):
            self.usage = usage
        choices = payload.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and not choice.get("index"):
                self._choice(choice)

    def taken(self) -> list[Event]:
        """Return the events of all that came since this was last asked, neighbouring pieces of one kind as one."""
        self._close_run()
        events, self._events = self._events, []
        return events

    def finish(self) -> None:
        """Add what was kept back, the usage and Finished. Raises BrokenAnswer, EmptyAnswer or ContentBlocked."""
        self._close_run()
        for kind, mender in self._menders.items():
            if rest := mender.finish():
                self._has_content = True
                self._events.append(kind(rest))
        reason = self._outcome()
        if self.usage:
            self._events.append(self.usage)
        self._events.append(Finished(reason))

    def _choice(self, choice: dict[str, Any]) -> None:
        delta = delta_of(choice)
        content = delta.get("content")
        if type(content) is str and len(delta) == 1:
            self._add(Text, content)
        else:
            self._other(delta)
        if choice.get("error"):
            raise verdict(complaint_in_payload(choice["error"]), has_key=self._has_key)
        if reason := choice.get("finish_reason"):
            self.finish_reason = finish_word(str(reason))

    def _other(self, delta: dict[str, Any]) -> None:
        """Take a delta that is more, or something else, than a piece of text."""
        for kind, text in pieces_of(delta):
            self._add(kind, text)
        self._has_content = self._has_content or calls_tools(delta)
        self._has_refusal = self._has_refusal or is_refusal(delta)

    def _add(self, kind: type[Text | Reasoning], text: str) -> None:
        self._text_size += len(text)
        if self._text_size > TEXT_LIMIT:
            raise TooLarge("more than 2 MiB of text")
        if kind is not self._kind:
            if not text:
                return
            self._close_run()
            self._kind = kind
        self._run.append(text)

    def _close_run(self) -> None:
        """Make one event of the pieces that stand open. One read wakes its readers once."""
        if not self._run:
            return
        text = self._menders[self._kind].mend("".join(self._run))
        self._run.clear()
        if text:
            self._has_content = self._has_content or not text.isspace()
            self._events.append(self._kind(text))

    def _outcome(self) -> str:
        reason = self.finish_reason or ("stop" if self.is_done else "")
        if reason in ("", "abort"):
            raise BrokenAnswer("neither a finish reason nor [DONE]", message=CUT_OFF)
        if reason == "error":
            raise ProviderDown("the answer ended with the finish reason 'error'")
        if reason == "insufficient_system_resource":
            raise Overloaded("the answer ended with the finish reason 'insufficient_system_resource'")
        if self._has_content:
            return "content_filter" if self._has_refusal and reason == "stop" else reason
        if reason == "content_filter":
            raise ContentBlocked("the answer ended with the finish reason 'content_filter' before any text")
        raise EmptyAnswer(f"no text; the finish reason was {reason!r}")
