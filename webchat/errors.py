"""The failures we expect. Each carries words for a person and the HTTP status that fits.

They are raised wherever they are found out and caught at three borders only: the provider client, the generation
of a reply, and the web error handler. The web's border says them in the visitor's language; logs, the terminal and
the technical details for an administrator stay English.
"""

from webchat.wording import english


class WebchatError(Exception):
    """A failure with words that may be shown to the person; `%(name)s` in them stands for one of the `values`.

    `str(error)` is the English sentence. `words` and `values` are what is translated where it is shown.
    """

    status = 500

    def __init__(self, words: str, /, **values: object) -> None:
        super().__init__(english(words, **values))
        self.words = words
        self.values = values


class ConfigurationError(WebchatError):
    """A setting is wrong: the start stops with exit code 2.

    The message names the variable, its value (never a secret's) and what is allowed.
    """


class InvalidInput(WebchatError):
    """What was sent cannot be accepted; the sender's text goes back to them."""

    status = 422


class UnknownField(WebchatError):
    """A form holds a field that we never asked for, or lacks one that we need."""

    status = 400


class ForeignOrigin(WebchatError):
    """An unsafe request that does not come from our own page."""

    status = 403


class NotFound(WebchatError):
    """It does not exist, or belongs to somebody else: the same answer for both."""

    status = 404


class ReplyRunning(WebchatError):
    """The conversation already has a running reply."""

    status = 409


class TooMany(WebchatError):
    """A bound on sending was reached. `retry_after` is in seconds."""

    status = 429

    def __init__(self, words: str, /, *, retry_after: int, **values: object) -> None:
        super().__init__(words, **values)
        self.retry_after = retry_after


class Busy(TooMany):
    """The server as a whole has no room for another reply now."""

    status = 503


class StorageUnavailable(WebchatError):
    """The database cannot be read or written now; nothing was half-written."""

    status = 503
