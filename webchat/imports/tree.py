"""Trees as strangers write them: parents may be missing or unknown, and may lead round in a circle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence


def ordered(
    parents: Mapping[str, str | None], listed: Mapping[str, Sequence[str]]
) -> tuple[list[str], dict[str, str | None]]:
    """All nodes, each after its parent, and the parents by which that is so.

    `listed`: the children of a node as it lists them, which says in which order they come. An unknown parent is none;
    a circle is opened at the node of it that comes first.
    """
    own = {node: parent if parent in parents and parent != node else None for node, parent in parents.items()}
    children = _children(own, listed)
    roots = dict.fromkeys(node for node, parent in own.items() if parent is None)
    order: list[str] = []
    seen: set[str] = set()
    for start in [*roots, *own]:
        if start in seen:
            continue
        own[start] = None if start not in roots else own[start]
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                order.append(node)
                waiting += reversed(children.get(node, ()))
    return order, own


def _children(parents: Mapping[str, str | None], listed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for node, parent in parents.items():
        if parent is not None:
            found[parent].append(node)
    for parent, nodes in found.items():
        if len(nodes) > 1:
            places = {node: place for place, node in enumerate(listed.get(parent, ()))}
            nodes.sort(key=lambda node: places.get(node, len(places)))
    return found
