"""What the provider says: Markdown as models write it, or words that carry the time at which each was sent."""

import re
from functools import lru_cache

TOKEN = re.compile(r"\s?[A-Za-z]{1,6}|\s?[^A-Za-z\s]{1,3}|\s+")
STAMP = re.compile(r"t(\d{15})")
STAMPS_A_PARAGRAPH = 60
DOCUMENT = """\
Here is the short answer first: nothing waits for anything that it does not need.

## How a request finds its way

When you press **Send**, the page posts a small form to the server. The server stores what you wrote, asks the model \
for a reply, and passes each piece on as soon as it arrives. Nothing is lost when the tab is closed, because the text \
is kept *before* anybody sees it.

There are a few steps that matter more than others:

- **Parsing** comes first. A form field is read, checked against its limit and turned into plain text.
- The message is written to the database with `INSERT`, in the same transaction as the empty reply.
- A worker claims the reply, so that no second one can write to it, and opens a stream to the provider.
- Each piece of text is rendered, cleaned and sent to everyone who is watching at that moment.

The heart of it fits into a handful of lines. This is not the real code, but it is close enough to see the idea:

```python
def write(reply, provider):
    text = []
    for piece in provider.stream(reply.messages):
        text.append(piece)
        reply.log.append(piece)
    return reply.finish("".join(text))
```

What does such a design cost? The table compares three ways to do it, measured on the same machine:

| Way | Work for each token | Remark |
| --- | --- | --- |
| Polling | very high | simple, but slow for everyone |
| Long polling | high | fine for a few people |
| One stream | low | needs a server that can wait cheaply |

> A queue that nobody bounds is a promise that nobody can keep.

So the answer is: keep the stream open, send what is new, and let the reader decide when to scroll. If you want to \
know more about one of these steps, just ask, and I will explain it with an example from a project of a similar size.

"""


@lru_cache(maxsize=8)
def prose(tokens: int) -> tuple[str, ...]:
    """The first `tokens` tokens of the document, which begins again at its end; about four characters each."""
    once = prose_once()
    return tuple((once * (tokens // len(once) + 1))[:tokens])


def prose_once() -> list[str]:
    """The tokens of one copy of the document."""
    return TOKEN.findall(DOCUMENT)


def stamp(number: int, microseconds: int) -> str:
    """The token with this number: a plain word that carries a time of the monotonic clock."""
    if not number:
        before = ""
    else:
        before = " " if number % STAMPS_A_PARAGRAPH else "\n\n"
    return f"{before}t{microseconds:015d}"


def words_of(markdown: str) -> list[str]:
    """The words that a page shows for the document or its beginning: all but the name of the code's language."""
    return re.findall("[A-Za-z]+", re.sub(r"```\w*", "", markdown))
