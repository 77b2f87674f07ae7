"""The pictures that an assistant may have: the symbols of `static/img/assistants.svg`.

They have a sprite of their own, so that pages without such an assistant do not carry them.
"""

ICONS = ("book", "bulb", "chat", "code", "compass", "globe", "heart", "help", "pen", "people", "teach", "tool")
