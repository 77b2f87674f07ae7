"""Whether the model that an assistant asks for is offered, and takes the parameters that are asked of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.models.assistant import Parameters
from webchat.models.catalogue import OfferedModel, OfferedProvider
from webchat.toml_table import Table, nearest

KEY_CHARS = 300


@dataclass(frozen=True, slots=True)
class Offered:
    """The providers of the same file. A model of a provider's own list is believed: nobody is asked at the start."""

    providers: Sequence[OfferedProvider]
    default_model: str

    def model(self, table: Table) -> str | None:
        """The key of the model that the table names, when it is offered; None for the default one."""
        key = table.line("model", KEY_CHARS)
        if key is None or self._find(key) or self._is_listed(key):
            return key
        near = nearest(key, self._keys()) or self._by_its_own_name(key)
        raise table.wrong("model", f'nobody offers the model "{key}". {near}'.rstrip())

    def check(self, table: Table, parameters: Parameters) -> None:
        """Raise for a parameter that the model does not take, as far as the file says what it takes."""
        key = str(table.values.get("model", self.default_model)).strip()
        model = self._find(key)
        if model is None:
            return
        if parameters.temperature is not None and not model.takes_temperature:
            raise table.wrong("temperature", f'the model "{key}" takes no temperature.')
        if parameters.max_tokens is not None and parameters.max_tokens > model.max_reply_tokens:
            raise table.wrong("max_tokens", f'the model "{key}" writes at most {model.max_reply_tokens:,} tokens.')
        if parameters.reasoning_effort is not None and parameters.reasoning_effort not in model.efforts:
            efforts = ", ".join(model.efforts) or "none"
            raise table.wrong("reasoning_effort", f'the model "{key}" takes of reasoning efforts: {efforts}.')

    def _keys(self) -> list[str]:
        return [provider.key_of(model) for provider in self.providers for model in provider.models]

    def _by_its_own_name(self, name: str) -> str:
        """What is meant by a model's name alone, without its provider."""
        found = [key for key in self._keys() if key.partition("/")[2] == name]
        return f'Did you mean "{found[0]}"?' if found else ""

    def _find(self, key: str) -> OfferedModel | None:
        slug, _, model_id = key.partition("/")
        models = (model for provider in self.providers if provider.slug == slug for model in provider.models)
        return next((model for model in models if model.id == model_id), None)

    def _is_listed(self, key: str) -> bool:
        slug, _, model_id = key.partition("/")
        listed = next((provider.listed for provider in self.providers if provider.slug == slug), None)
        return bool(listed and model_id and listed.takes(model_id))
