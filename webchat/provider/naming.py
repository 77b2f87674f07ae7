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
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_SETTING = re.compile(r"\b(?:" + "|".join(IN_FILE) + r")\b")


def variable_of(key_from: str | None) -> str:
    """The variable of the environment that holds a key; API_KEY when it comes from a file, or its name is none."""
    is_variable = key_from not in (None, IN_FILE["OPENAI_API_KEY_FILE"])
    return key_from if key_from and is_variable and _VARIABLE.fullmatch(key_from) else "API_KEY"


def in_words_of_file(words: str, slug: str, key_from: str | None) -> str:
    """The same words, of the provider that has this slug in the configuration file and its key from there."""
    names = IN_FILE | ({"OPENAI_API_KEY": key_from} if key_from else {})
    return f'Provider "{slug}": {_SETTING.sub(lambda found: names[found[0]], words)}'
