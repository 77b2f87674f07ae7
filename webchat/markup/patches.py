"""What changes on a page, as small as it can be said, when the HTML of a running reply changes.

A reply grows at its end, so a change is told from its last elements inwards: what stands before is never sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.markup.nodes import Element, Node, nodes_of, written

_BEYOND_ONE_UNIT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Patch:
    """One change: go `depth` times to the last child that is an element, there remove the last `drop` child nodes, then
    cut `cut` UTF-16 code units off the end of the last child, a text (all of it: remove it), then append `html`, whose
    leading text joins a text that stands last.
    """

    depth: int
    html: str
    cut: int = 0
    drop: int = 0


def patches_between(old: str, new: str) -> list[Patch]:
    """Return what makes a page that shows the HTML `old` show `new`; both as the sanitiser writes it."""
    if new.startswith(old):
        return [Patch(0, new[len(old) :])] if len(new) > len(old) else []
    return difference(nodes_of(old), nodes_of(new), depth=0)


def difference(old: Sequence[Node], new: Sequence[Node], *, depth: int) -> list[Patch]:
    """Return what turns the child nodes `old` of the element at `depth` into `new`."""
    same = _common(old, new)
    if _only_grows(old, new, same):
        inside = difference(_children(old[same]), _children(new[same]), depth=depth + 1)
        return inside + _appended(old[same + 1 :], new[same + 1 :], depth)
    return _replaced(old[same:], new[same:], depth)


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units, as scripts count."""
    return len(text) if text.isascii() else len(text) + sum(ord(character) > _BEYOND_ONE_UNIT for character in text)


def _common(old: Sequence[Node], new: Sequence[Node]) -> int:
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return index
    return min(len(old), len(new))


def _only_grows(old: Sequence[Node], new: Sequence[Node], same: int) -> bool:
    """Return whether the first nodes to differ are old's last element, seen from the end, and the same one in new."""
    if same >= min(len(old), len(new)):
        return False
    one, other = old[same], new[same]
    if not isinstance(one, Element) or not isinstance(other, Element) or one.opening != other.opening:
        return False
    after = old[same + 1 :]
    if any(isinstance(node, Element) for node in after):
        return False
    return not after or _leading_text(new[same + 1 :]).startswith(_leading_text(after))


def _appended(old: Sequence[Node], new: Sequence[Node], depth: int) -> list[Patch]:
    known = _leading_text(old)
    html = written(new)[len(written(old)) :] if known else written(new)
    return [Patch(depth, html)] if html else []


def _replaced(old: Sequence[Node], new: Sequence[Node], depth: int) -> list[Patch]:
    if not old and not new:
        return []
    text, kept = _leading_text(old), 0
    follows = _leading_text(new)
    while kept < min(len(text), len(follows)) and text[kept] == follows[kept]:
        kept += 1
    drop = len(old) - (1 if text else 0)
    added = [follows[kept:], *new[1:]] if follows else new
    return [Patch(depth, written(added), units(text[kept:]), drop)]


def _leading_text(nodes: Sequence[Node]) -> str:
    return nodes[0] if nodes and isinstance(nodes[0], str) else ""


def _children(node: Node) -> Sequence[Node]:
    return node.children if isinstance(node, Element) else []
