"""Why the built-in model cannot be had, in one sentence that also says what to do."""

from webchat.errors import WebchatError

OTHERWISE = "or set OPENAI_API_KEY or OPENAI_BASE_URL to use another model"


class LocalModelUnavailable(WebchatError):
    """The built-in model cannot be fetched or started."""

    status = 503
