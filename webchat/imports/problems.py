"""Why a file, or one conversation of it, cannot be brought in, in words for a person."""

from webchat.errors import WebchatError


class Unreadable(WebchatError):
    """The file cannot be read (any further). What was read of it before can be used."""

    status = 422


class Refused(WebchatError):
    """One conversation of a file cannot be used; the others can."""

    status = 422


class FileTooLarge(WebchatError):
    """The file is larger than we take."""

    status = 413
