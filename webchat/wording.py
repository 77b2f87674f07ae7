"""Marks the words for a person that stand in Python, so that they are found for translation.

They are translated where they are shown: in a template, or by the web's border for failures. Nothing here translates.
"""


def N_(words: str) -> str:
    """These words, as they are: the catalogue of messages is made from what stands in these brackets."""
    return words
