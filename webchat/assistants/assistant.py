"""An assistant: a preset that conversations begin with. Values only; the file that they come from is read elsewhere."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What is asked of a model besides its messages; None leaves a parameter to model or provider."""

    temperature: float | None = None
    max_tokens: int | None = None
    reasoning_effort: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """`slug` is its address (`/a/<slug>`). `model` is a key, `provider/model`; None is the default model.

    `accent` is a colour (`#rrggbb`), `icon` the name of a symbol of the sprite, `disclaimer` stands under the composer.
    """

    slug: str
    name: str
    greeting: str
    intro: str | None = None
    starters: tuple[str, ...] = ()
    model: str | None = None
    instructions: str | None = None
    parameters: Parameters = field(default_factory=Parameters)
    accent: str | None = None
    icon: str | None = None
    disclaimer: str | None = None
