"""The data directory: made at the first start, for its owner's eyes only; it keeps the secret key between starts."""

import contextlib
import os
import secrets
from dataclasses import replace
from pathlib import Path

from webchat.config import Settings
from webchat.errors import ConfigurationError


def prepare(settings: Settings) -> Settings:
    """Make the data directory and the secret key if they are missing; return the settings with the key in them.

    Raises ConfigurationError when the directory cannot be made or written.
    """
    folder = settings.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch(mode=0o600)
        probe.unlink()
        secret_key = settings.secret_key or _kept_secret(folder / "secret-key")
    except OSError as error:
        reason = (error.strerror or "error").lower()
        raise ConfigurationError(
            f"WEBCHAT_DATA_DIR '{folder}' cannot be used ({reason}): give a directory that webchat may write to."
        ) from error
    return replace(settings, secret_key=secret_key)


def _kept_secret(path: Path) -> str:
    """Two first starts at once agree on one key: it is linked into place whole, and only once."""
    if not path.exists():
        draft = path.with_name(f".{path.name}-{os.getpid()}")
        descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
