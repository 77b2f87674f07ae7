"""What is said of an error: in sentences for somebody who meets it for the first time."""

from dataclasses import dataclass

from webchat.wording import N_

YOU = N_("You.")
ADMINISTRATOR = N_("The administrator, the person who runs this page.")
PROVIDER = N_("The provider, who runs the AI service.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Sentences for a person, to be said in their language. `statuses`: the HTTP statuses that it mostly comes with."""

    title: str
    meaning: str
    who_acts: str
    what_to_do: str
    what_this_page_does: str
    statuses: tuple[int, ...] = ()
