"""Words for the administrator name settings of the environment; a provider of the configuration file has its own."""

import re

IN_FILE = {
    "OPENAI_API_KEY_FILE": "key_file",
    "OPENAI_API_KEY": "key_env",
    "OPENAI_BASE_URL": "base_url",
    "WEBCHAT_MODEL": "models.id",
    "WEBCHAT_CONTEXT_TOKENS": "context",
    "WEBCHAT_MAX_REPLY_TOKENS": "max_reply",
}
_SETTING = re.compile(r"\b(?:" + "|".join(IN_FILE) + r")\b")


def in_words_of_file(words: str, slug: str, key_from: str | None) -> str:
    """The same words, of the provider that has this slug in the configuration file and its key from there."""
    names = IN_FILE | ({"OPENAI_API_KEY": key_from} if key_from else {})
    return f'Provider "{slug}": {_SETTING.sub(lambda found: names[found[0]], words)}'
