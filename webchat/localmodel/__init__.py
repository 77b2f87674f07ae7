"""The built-in demo model: fetched once, then served by llama.cpp in a child process as an OpenAI-compatible API.

It lets the page answer before anybody has an API key. The rest of webchat talks to it as to any other provider.
"""

from webchat.localmodel.errors import LocalModelUnavailable
from webchat.localmodel.fetching import fetch
from webchat.localmodel.installation import installed, verify
from webchat.localmodel.release import NAME
from webchat.localmodel.running import LocalModel
from webchat.localmodel.starting import start

__all__ = ["NAME", "LocalModel", "LocalModelUnavailable", "fetch", "installed", "start", "verify"]
