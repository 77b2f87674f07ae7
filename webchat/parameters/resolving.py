"""From what is offered and what a conversation sets to what answers its next message."""

from webchat.models.assistant import Assistant
from webchat.models.catalogue import Catalogue
from webchat.models.offer import Offer
from webchat.models.offered import Offered
from webchat.models.switchboard import Switchboard
from webchat.parameters.answering import Answering, Overrides

NOTHING_OWN = Overrides()
DEMO_TEMPERATURE = 0.0  # else so small a model rambles


def resolve(switchboard: Switchboard, assistant_slug: str | None, overrides: Overrides) -> Answering:
    """What answers. Never waits for anything: it may be called within a transaction.

    A model that is not offered any more falls back to the assistant's, then to the default; an assistant to the
    default one. What the model does not take is left out.
    """
    now = switchboard.now()
    assistant = now.catalogue.assistant(assistant_slug) or default_assistant(now.catalogue)
    usual = _offer(now, assistant.model) or now.default()
    own = _offer(now, overrides.model)
    offer = own or usual
    answering = _asked(assistant, offer, overrides)
    plain = _asked(assistant, offer, NOTHING_OWN)
    differs = {name for name in overrides.stored() if name != "model" and _of(answering, name) != _of(plain, name)}
    if own and own.key != usual.key:
        differs.add("model")
    gone = _gone(assistant_slug, assistant, overrides.model, offer)
    return _asked(assistant, offer, overrides, differs=frozenset(differs), gone=gone)


def default_assistant(catalogue: Catalogue) -> Assistant:
    """The assistant of conversations that were begun with none."""
    return catalogue.assistant(catalogue.default_assistant) or catalogue.assistants[0]


def name_in(key: str) -> str:
    """What a model is called whose key alone is known."""
    return key.partition("/")[2] or key


def _offer(now: Offered, key: str | None) -> Offer | None:
    return now.find(key) if key else None


def _asked(
    assistant: Assistant,
    offer: Offer,
    overrides: Overrides,
    *,
    differs: frozenset[str] = frozenset(),
    gone: str | None = None,
) -> Answering:
    """The conversation's values before the assistant's, as far as the model takes them."""
    model, preset = offer.model, assistant.parameters
    usual = DEMO_TEMPERATURE if offer.provider.is_demo else None
    temperatures = (overrides.temperature, preset.temperature, usual)
    longest = overrides.max_tokens or preset.max_tokens or model.max_reply_tokens
    efforts = (overrides.reasoning_effort, preset.reasoning_effort)
    return Answering(
        provider=offer.provider,
        model=model,
        assistant=assistant,
        instructions=overrides.instructions or assistant.instructions,
        temperature=next((each for each in temperatures if each is not None), None)
        if model.takes_temperature
        else None,
        max_tokens=min(longest, model.max_reply_tokens),
        reasoning_effort=next((effort for effort in efforts if effort in model.efforts), None),
        differs=differs,
        gone=gone,
    )


def _of(answering: Answering, name: str) -> object:
    return getattr(answering, name)


def _gone(slug: str | None, assistant: Assistant, key: str | None, offer: Offer) -> str | None:
    """The name of what was chosen and is not there any more: of a model without its provider."""
    if slug and slug != assistant.slug:
        return slug
    if key and key != offer.key:
        return name_in(key)
    return None
