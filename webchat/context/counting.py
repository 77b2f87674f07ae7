"""Who counts for which model."""

from webchat.context.built_in import BuiltInCounter
from webchat.context.counter import Counter
from webchat.context.estimate import Estimate
from webchat.context.openai import openai_counter
from webchat.parameters.answering import Answering


def counter_for(answering: Answering) -> Counter:
    """The best counter there is for the model that answers: its own tokenizer's, else an estimate. Asks nobody."""
    if answering.provider.is_demo:
        return BuiltInCounter(answering.provider.base_url)
    return openai_counter(answering.model.id) or Estimate()
