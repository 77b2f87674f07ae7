"""Where other services offer the same endpoint: what `OPENAI_BASE_URL` would be."""

from dataclasses import dataclass

from webchat.wording import N_


@dataclass(frozen=True, slots=True)
class Address:
    """`base` stands before `/chat/completions`."""

    name: str
    base: str
    words: str


ADDRESSES = (
    Address(
        "OpenAI",
        "https://api.openai.com/v1",
        N_("Where this endpoint comes from. It needs a key, and what is used is paid for."),
    ),
    Address(
        "Ollama",
        "http://localhost:11434/v1",
        N_("Runs models on your own computer. No key is needed, and nothing leaves the computer."),
    ),
    Address(
        "llama.cpp",
        "http://localhost:8080/v1",
        N_("The program “llama-server” runs one model file. It wants a key only if it was started with one."),
    ),
    Address(
        "vLLM",
        "http://localhost:8000/v1",
        N_("Runs a model for many people at once, on a server with graphics cards. A key is optional."),
    ),
    Address(
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        N_("Passes requests on to many services with one key. Models are named “maker/model”."),
    ),
    Address(
        "Azure OpenAI",
        "https://NAME.openai.azure.com/openai/v1",
        N_("OpenAI’s models at Microsoft. NAME is your resource, and “model” is the name of your deployment."),
    ),
)
