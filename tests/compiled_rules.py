"""The routes compiled once for all applications of a test run: compiling their builders is most of making one."""

from collections.abc import Callable
from typing import Any, ClassVar

from werkzeug.routing import Rule


class CompiledRule(Rule):
    """A rule whose builders depend on what it was parsed into and on its defaults alone, so equal rules share them."""

    _compiled: ClassVar[dict[tuple[Any, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        converters = tuple((name, type(converter)) for name, converter in self._converters.items())
        key = (self.rule, tuple(self._trace), converters, repr(self.defaults), append_unknown)
        if key not in self._compiled:
            self._compiled[key] = super()._compile_builder(append_unknown)
        return self._compiled[key]
