"""The flat list of tokens that markdown-it makes, seen as the blocks a reader sees."""

from collections.abc import Iterable, Iterator

from markdown_it.token import Token


def top_level_blocks(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each top-level block, from its opening token to its closing one."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def links_together(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Yield inline tokens one by one, but a link's (they never nest) from its opening to its closing in one list."""
    run: list[Token] = []
    for token in tokens:
        run.append(token)
        is_inside_link = run[0].type == "link_open" and token.type != "link_close"
        if not is_inside_link:
            yield run
            run = []
    if run:
        yield run
