"""What the tests of models and assistants offer: a file with the built-in model, two providers, and assistants."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.languages import pseudo
from tests.provider_server import ProviderServer
from tests.running import RunningWebchat

ROOT = Path(__file__).parents[2]
BETA_LISTS = ["beta-chat", *(f"beta-{number:04}" for number in range(60))]
FILE = """
default_model = "alpha/small"

[[providers]]
slug = "alpha"
name = "Alpha"
base_url = "{alpha}"
[[providers.models]]
id = "small"
name = "Alpha Small"
context = 2000
max_reply = 1000
price = {{ currency = "EUR", input = 0.5, output = 1.5 }}
[[providers.models]]
id = "large"
name = "Alpha Large"
context = 128000
temperature = false
reasoning_effort = ["low", "high"]

[[providers]]
slug = "mortal"
name = "Mortal"
base_url = "{mortal}"
[[providers.models]]
id = "mortal"
name = "Mortal Model"

[[providers]]
slug = "away"
name = "Away"
base_url = "http://127.0.0.1:9/v1"
list = true

[[providers]]
slug = "beta"
name = "Beta"
base_url = "{beta}"
list = true

[[assistants]]
slug = "everyday"
name = "Everyday"
greeting = "What would you like to know?"
starters = ["Why is the sky blue?"]

[[assistants]]
slug = "help-desk"
name = "Help desk"
greeting = "What is not working?"
intro = "Ask about printers, passwords and the network."
starters = ["I cannot log in", "The printer does not print"]
icon = "help"
accent = "#8a2a5b"
disclaimer = "Answers can be wrong. In an emergency call extension 112."
instructions = "You are the help desk."
temperature = 0.2
"""
BUILT_IN = """
[[providers]]
slug = "built-in"
built_in = true
"""
TUTOR = """
[[assistants]]
slug = "tutor"
name = "Study partner"
greeting = "What are you working on?"
"""


@dataclass(frozen=True, slots=True)
class Offering:
    """A webchat with the providers behind it. At the mortal one's port there is somebody only while a test says so."""

    webchat: RunningWebchat
    file: Path
    alpha: ProviderServer
    beta: ProviderServer
    mortal_port: int

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.webchat.url

    @contextmanager
    def mortal(self) -> Iterator[ProviderServer]:
        """The third provider, which dies at the end."""
        with ProviderServer(self.mortal_port) as server:
            yield server

    @contextmanager
    def one_more_assistant(self) -> Iterator[None]:
        """Put another assistant into the file while webchat runs."""
        before = self.file.read_text()
        self._become(before + TUTOR)
        try:
            yield
        finally:
            self._become(before)

    def _become(self, text: str) -> None:
        self.file.write_text(text)
        self.webchat.process.send_signal(signal.SIGHUP)


@contextmanager
def offering(
    folder: Path, model_file: Path | None = None, *, template: str = FILE, **environment: str
) -> Iterator[Offering]:
    """Run it, in English, German and the language of the tests; with the built-in model when its file is given."""
    with ProviderServer() as alpha, ProviderServer() as beta:
        with ProviderServer() as mortal:
            mortal_port, mortal_url = mortal.port, mortal.base_url
        beta.models = [*BETA_LISTS]
        folder.mkdir(exist_ok=True)
        file = folder / "webchat.toml"
        text = template.format(alpha=alpha.base_url, beta=beta.base_url, mortal=mortal_url)
        if model_file:
            text = text.replace("\n[[assistants]]", f"{BUILT_IN}\n[[assistants]]", 1)
            (folder / "data").mkdir(mode=0o700)
            (folder / "data" / "model").symlink_to(model_file.parent)
        file.write_text(text)
        usual = {"WEBCHAT_CONFIG": str(file), "WEBCHAT_RATE_LIMIT": "off", "WEBCHAT_BUDGET": "5000 tokens/day"}
        usual["PYTHONPATH"] = str(with_pseudo(folder / "source"))
        with RunningWebchat(folder, **usual, **environment) as webchat:
            yield Offering(webchat, file, alpha, beta, mortal_port)


def with_pseudo(folder: Path) -> Path:
    """A copy of webchat that also speaks the language of the tests, which is written from right to left."""
    for name in ("webchat", "templates", "static"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    pseudo.write(folder / "webchat" / "translations")
    return folder
