"""The routes compiled once for all applications of a test run: compiling their builders is most of making one."""

from collections.abc import Callable
from typing import Any, ClassVar

from werkzeug.routing import Rule


class CompiledRule(Rule):
    """A rule whose builders are functions of its text alone, so that equal rules can share them."""

    _compiled: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key: tuple[Any, ...] = (self.rule, self.subdomain, self.host, repr(self.defaults), append_unknown)
        if key not in self._compiled:
            self._compiled[key] = super()._compile_builder(append_unknown)
        return self._compiled[key]
