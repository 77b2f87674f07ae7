"""Reads the configuration file again, in the arbiter: it is taken as a whole, or all goes on as before.

The arbiter watches over the workers, so nothing here may wait: no provider is asked, and no model is started.
"""

import logging
import tomllib
from dataclasses import dataclass, replace

from webchat import configuration
from webchat.config import Settings
from webchat.errors import ConfigurationError
from webchat.models.catalogue import Catalogue
from webchat.reloading.handover import Handover, TooLarge

log = logging.getLogger("webchat.reloading")


@dataclass(frozen=True, slots=True)
class Reload:
    """`built_in_url` is where the built-in model runs, None where it does not."""

    settings: Settings
    handover: Handover[Catalogue]
    built_in_url: str | None

    def again(self) -> None:
        """Read the file and its keys, and offer them to all workers; log in one sentence what came of it, and what in
        the environment has no effect any more."""
        try:
            catalogue = self._read()
        except ConfigurationError as error:
            log.error("The configuration was not read again, and all goes on as before: %s", error)
        except TooLarge:
            log.error("The configuration was not read again, and all goes on as before: it is too large.")
        except Exception:  # gunicorn would end the whole server for what is raised here
            log.exception("The configuration was not read again, and all goes on as before: an unexpected failure.")
        else:
            counts = len(catalogue.providers), len(catalogue.assistants)
            log.info("The configuration was read again; providers: %s, assistants: %s.", *counts)

    def _read(self) -> Catalogue:
        text = configuration.text_of(self.settings)
        if text is None:
            raise ConfigurationError("there is no WEBCHAT_CONFIG, and settings of the environment need a new start.")
        catalogue = configuration.catalogue_of(self._settings_for(text), text=text)
        if catalogue.has_built_in:
            catalogue = catalogue.with_built_in_at(self._address_of_built_in())
        self.handover.put(catalogue)
        for warning in configuration.warnings_about({}, self.settings, catalogue, text=text):
            log.warning(warning)
        return catalogue

    def _settings_for(self, text: str) -> Settings:
        """With the model that the provider of the environment named at the start, where it would be asked again."""
        if self.settings.model or self.settings.uses_built_in_model or _describes_providers(text):
            return self.settings
        known = [each.models[0] for each in self.handover.thing.providers if each.is_of_environment]
        if not known:
            raise ConfigurationError("WEBCHAT_MODEL is not set: the provider is asked for its model only at the start.")
        return replace(self.settings, model=known[0].id, context_tokens=known[0].context_tokens)

    def _address_of_built_in(self) -> str:
        if self.built_in_url is None:
            raise ConfigurationError(
                "the built-in model does not run yet, and is begun only with webchat: start it again."
            )
        return self.built_in_url


def _describes_providers(text: str) -> bool:
    try:
        return bool(tomllib.loads(text).get("providers"))
    except (ValueError, RecursionError):
        return True  # what is wrong with it is said when it is read
