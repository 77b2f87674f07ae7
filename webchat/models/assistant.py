"""An assistant: a preset that conversations begin with. Values only; the file that they come from is read elsewhere.

This module is imported in gunicorn's arbiter: it must not import `requests`, Flask or SQLAlchemy.
"""

from dataclasses import dataclass, field

from webchat.wording import N_

GREETING = N_("What would you like to know?")
STARTERS = (
    N_("Explain in simple words what an API is"),
    N_("Write a short, friendly e-mail that moves a meeting to Friday"),
    N_("List five ideas for a rainy weekend"),
    N_("Show how to read a file line by line in Python"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What is asked of a model besides its messages; None leaves a parameter to model or provider."""

    temperature: float | None = None
    max_tokens: int | None = None
    reasoning_effort: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """A colour for each theme, `#rrggbb`; both were measured against what they stand on."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """`slug` is its address (`/a/<slug>`). `model` is a key, `provider/model`; None is the default model.

    `icon` is the name of a symbol of `static/img/assistants.svg`, `disclaimer` stands under the composer. `is_plain`:
    nobody wrote it into a file, so that its name is not worth showing.
    """

    slug: str
    name: str
    greeting: str = GREETING
    intro: str | None = None
    starters: tuple[str, ...] = ()
    model: str | None = None
    instructions: str | None = None
    parameters: Parameters = field(default_factory=Parameters)
    accent: Accent | None = None
    icon: str | None = None
    disclaimer: str | None = None
    is_plain: bool = False

    @property
    def address(self) -> str:
        """Where conversations with it begin."""
        return f"/a/{self.slug}"


def plain_assistant(*, instructions: str | None = None, parameters: Parameters | None = None) -> Assistant:
    """The assistant of a webchat that nobody wrote assistants for."""
    return Assistant(
        slug="default",
        name="webchat",
        starters=STARTERS,
        instructions=instructions,
        parameters=parameters or Parameters(),
        is_plain=True,
    )
