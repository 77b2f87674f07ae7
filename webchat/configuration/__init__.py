"""What is offered, read at the start: from the TOML file that WEBCHAT_CONFIG names, or from the environment alone."""

from webchat.configuration.catalogue import catalogue_of, text_of
from webchat.configuration.warnings import warnings_about

__all__ = ["catalogue_of", "text_of", "warnings_about"]
