"""What was chosen: who answers, with which key, which model; and the variables that say so."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from webchat.config import OPENAI_URL
from webchat.setting_values import without_query

NAMES = ("OPENAI_API_KEY", "OPENAI_API_KEY_FILE", "OPENAI_BASE_URL", "WEBCHAT_MODEL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`base_url` is None for OpenAI's own, `api_key` where none is needed, `model` while it is not chosen yet."""

    base_url: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    model: str | None = None

    @property
    def address(self) -> str:
        """The base URL to call."""
        return self.base_url or OPENAI_URL

    @property
    def shown_address(self) -> str:
        """The same as it may be shown: a query can hold a key."""
        return without_query(self.address)

    @property
    def host(self) -> str:
        """The name of the machine that answers."""
        return urlsplit(self.address).hostname or ""

    @property
    def variables(self) -> dict[str, str | None]:
        """What a `.env` file has to say, by name; None: that line must not be there."""
        said = {"OPENAI_API_KEY": self.api_key, "OPENAI_BASE_URL": self.base_url, "WEBCHAT_MODEL": self.model}
        return {name: said.get(name) for name in NAMES}
