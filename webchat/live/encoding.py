"""Updates as JSON (RFC 8259), as short as it can be: a word of a reply shall not cost a hundred bytes."""

import json
from collections.abc import Sequence
from json.encoder import encode_basestring

from webchat.markup import Patch

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encoded(value: object) -> str:
    """A value as JSON."""
    return _encode(value)


def encoded_patches(patches: Sequence[Patch]) -> str:
    """`[depth,html]`, `[depth,html,cut]` or `[depth,html,cut,drop]`; a list of those when there are several."""
    shapes = [_patch(patch) for patch in patches]
    return shapes[0] if len(shapes) == 1 else f"[{','.join(shapes)}]"


def _patch(patch: Patch) -> str:
    html = encode_basestring(patch.html)
    if patch.drop:
        return f"[{patch.depth},{html},{patch.cut},{patch.drop}]"
    return f"[{patch.depth},{html},{patch.cut}]" if patch.cut else f"[{patch.depth},{html}]"
