"""Every mistake in a configuration file is one sentence that says where it is."""

import os
from pathlib import Path

import pytest

from tests.configuration.conftest import MODEL, PROVIDER, Read, Wrong
from webchat.errors import ConfigurationError

WRONG = [
    ("slug = 1", 1, 'a configuration has no "slug"'),
    ('defalt_model = "a"', 1, 'Did you mean "default_model"?'),
    ('"a\\nb" = 1', 1, 'a configuration has no "a\ufffdb"'),
    (PROVIDER + 'headers = { "a\\nb" = "x" }\n' + MODEL, 4, 'the header "a\ufffdb" cannot be set'),
    ("default_model = 5", 1, '"default_model" must be a text'),
    ("providers = 5", 1, "write [[providers]], with two brackets, above each provider"),
    ("[providers]\nslug = 1", 1, "write [[providers]], with two brackets, above each provider"),
    ("[[network]]", 1, '"network" must be a table'),
    ("[network]\nprivat = true", 2, 'Did you mean "private"?'),
    ("[network]\nprivate = 'yes'", 2, '"private" must be true or false'),
    ("[network]\nhosts = 'a'", 2, '"hosts" must be a list'),
    ("[[providers]]\n", 1, 'this provider has no "slug"'),
    ('[[providers]]\nslug = "a/b"', 2, 'the slug "a/b" is not allowed'),
    ('[[providers]]\nslug = "A"', 2, 'the slug "A" is not allowed'),
    ('[[providers]]\nslug = "\\u202ea"', 2, 'the slug "\ufffda" is not allowed'),
    ('[[providers]]\nslug = "-a"', 2, 'the slug "-a" is not allowed'),
    (f'[[providers]]\nslug = "{"a" * 33}"', 2, "at most 32 are allowed"),
    (PROVIDER, 1, "offers nothing"),
    (PROVIDER + MODEL + PROVIDER + MODEL, 7, 'two providers of the slug "one"'),
    (PROVIDER + MODEL + MODEL, 7, 'two models of the id "a"'),
    (PROVIDER + "bas_url = 1\n" + MODEL, 4, 'Did you mean "base_url"?'),
    ('[[providers]]\nslug = "one"\nlist = true', 1, 'this provider has no "base_url"'),
    ('[[providers]]\nslug = "one"\nlist = true\nbase_url = "ftp://x"', 4, 'the address "ftp://x" is not allowed'),
    ('[[providers]]\nslug = "one"\nlist = true\nbase_url = "http://me:hush@x"', 4, "is not allowed"),
    ('[[providers]]\nslug = "one"\nlist = true\nbase_url = "http://x:0/v1"', 4, "is not allowed"),
    (PROVIDER + "list = 5", 4, '"list" must be true, false or a table'),
    (PROVIDER + "list = { onyl = [] }", 4, 'Did you mean "only"?'),
    (PROVIDER + "list = { only = [1] }", 4, '"only" must be a text'),
    (PROVIDER + 'key_env = "NONE"\n' + MODEL, 4, 'the variable "NONE" is not set'),
    (PROVIDER + 'key_env = "SPACED"\n' + MODEL, 4, "holds a character that no key has"),
    (PROVIDER + 'key_file = "none"\n' + MODEL, 4, "cannot be read (no such file or directory)"),
    (
        PROVIDER + 'key_file = "~nobody-of-this-name/key"\n' + MODEL,
        4,
        "cannot be read (could not determine home directory)",
    ),
    (PROVIDER + 'key_env = "SPACED"\nkey_file = "none"\n' + MODEL, 5, 'give "key_env" or "key_file", not both'),
    (PROVIDER + 'headers = { Authorization = "x" }\n' + MODEL, 4, "carries the key"),
    (PROVIDER + 'headers = { Host = "x" }\n' + MODEL, 4, 'the header "Host" cannot be set'),
    (PROVIDER + 'headers = { "a b" = "x" }\n' + MODEL, 4, 'the header "a b" cannot be set'),
    (PROVIDER + 'headers = { X = "ä" }\n' + MODEL, 4, "holds a character that no header may hold"),
    (PROVIDER + 'headers = { X = "a\\nb" }\n' + MODEL, 4, '"X" must be one line'),
    (PROVIDER + 'headers = { X = { env = "NONE" } }\n' + MODEL, 4, 'the variable "NONE" is not set'),
    (PROVIDER + 'headers = { X = { evn = "A" } }\n' + MODEL, 4, 'Did you mean "env"?'),
    (PROVIDER + "[[providers.models]]\n", 4, 'this model has no "id"'),
    (PROVIDER + MODEL + "contxt = 1", 6, 'Did you mean "context"?'),
    (PROVIDER + MODEL + "context = 255", 6, "from 256 to 10,000,000"),
    (PROVIDER + MODEL + "context = true", 6, "must be a whole number"),
    (PROVIDER + MODEL + "context = 1000\nmax_reply = 501", 7, "half of the context at most, which is 500"),
    (PROVIDER + MODEL + "temperature = 1", 6, '"temperature" must be true or false'),
    (PROVIDER + MODEL + 'reasoning_effort = "low"', 6, '"reasoning_effort" must be a list'),
    (PROVIDER + MODEL + "price = 5", 6, '"price" must be a table'),
    (PROVIDER + MODEL + "price = { input = 1, output = 1 }", 6, 'this price has no "currency"'),
    (PROVIDER + MODEL + 'price = { currency = "US$", input = 1, output = 1 }', 6, 'the currency "US$" is none'),
    (PROVIDER + MODEL + 'price = { currency = "usd", input = 1, output = 1 }', 6, 'the currency "usd" is none'),
    (PROVIDER + MODEL + 'price = { currency = "USD", input = 1 }', 6, 'this price has no "output"'),
    (PROVIDER + MODEL + 'price = { currency = "USD", input = -1, output = 1 }', 6, '"input" must be a number from 0'),
    (PROVIDER + MODEL + 'price = { currency = "USD", input = nan, output = 1 }', 6, '"input" must be a number from 0'),
    (PROVIDER + MODEL + 'price = { currency = "USD", input = inf, output = 1 }', 6, '"input" must be a number from 0'),
    (PROVIDER + MODEL + f'price = {{ currency = "USD", input = {"9" * 400}, output = 1 }}', 6, "from 0 to 1,000,000."),
    (PROVIDER + MODEL + 'price = { currency = "USD", input = "1", output = 1 }', 6, '"input" must be a number from 0'),
    (PROVIDER + MODEL + 'price = { currency = "USD", input = 1, ouput = 1 }', 6, 'Did you mean "output"?'),
    ('[[providers]]\nslug = "b"\nbuilt_in = true\nlist = true', 4, '"list" has no meaning for the built-in model'),
    ('[[providers]]\nslug = "b"\nbuilt_in = 1', 3, '"built_in" must be true or false'),
    (
        '[[providers]]\nslug = "b"\nbuilt_in = true\n[[providers]]\nslug = "c"\nbuilt_in = true',
        6,
        "one built-in model, and it is offered already",
    ),
    ('default_model = "one/b"\n' + PROVIDER + MODEL, 1, 'nobody offers the model "one/b". Did you mean "one/a"?'),
    ('default_model = "a"\n' + PROVIDER + MODEL, 1, 'nobody offers the model "a"'),
    ('default_model = "one/x"\n' + PROVIDER + 'list = { only = ["gpt-*"] }', 1, 'nobody offers the model "one/x"'),
    (PROVIDER + "list = true", 1, 'no model is described: say which is the "default_model"'),
    ('default_assistant = "x"\n' + PROVIDER + MODEL, 1, 'there is no assistant "x"'),
    ("assistants = 5", 1, "write [[assistants]], with two brackets"),
    (
        '[[assistants]]\nslug = "a"\nname = "A"\n[[assistants]]\nslug = "a"\nname = "B"\n',
        5,
        'two assistants of the slug "a"',
    ),
    (
        PROVIDER + MODEL + '[[assistants]]\nslug = "a"\nname = "A"\nmodel = "one/b"\n',
        9,
        'nobody offers the model "one/b"',
    ),
    ('[network]\nhosts = ["api.openai.com"]\n' + PROVIDER + MODEL, 5, 'the host "127.0.0.1" is not among those'),
    ("[network]\nprivate = false\n" + PROVIDER + MODEL, 5, "lies in a private network, which [network] forbids"),
    (
        "[network]\nprivate = false\n" + PROVIDER.replace("127.0.0.1", "localhost") + MODEL,
        5,
        "lies in a private network",
    ),
    (
        "[network]\nprivate = false\n" + PROVIDER.replace("127.0.0.1", "[::ffff:10.0.0.1]") + MODEL,
        5,
        "lies in a private network",
    ),
]


@pytest.mark.parametrize(("text", "line", "words"), WRONG)
def test_mistake_is_told_with_its_line(wrong: Wrong, text: str, line: int, words: str) -> None:
    sentence = wrong(text, environ={"SPACED": "sk with spaces"})

    assert sentence.startswith(f"line {line}: ")
    assert words in sentence
    assert "hush" not in sentence


def test_text_that_is_not_utf_8_is_told_with_its_line(wrong: Wrong) -> None:
    assert wrong(b'# fine\nname = "\xe4"\n') == "line 2: this is not UTF-8 text."


@pytest.mark.parametrize("name", ["none.toml", "."])
def test_file_that_cannot_be_read_is_told(read: Read, tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="WEBCHAT_CONFIG '.*' cannot be read"):
        read("", config_file=tmp_path / name)


@pytest.mark.parametrize("name", ["OPENAI_API_KEY_FILE", "key_file", "WEBCHAT_CONFIG"])
def test_pipe_that_nobody_writes_to_is_told_and_not_waited_for(read: Read, tmp_path: Path, name: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    key = f'key_file = "{pipe}"\n' if name == "key_file" else 'key_env = "OPENAI_API_KEY"\n'
    changes = {"config_file": pipe} if name == "WEBCHAT_CONFIG" else {}

    with pytest.raises(ConfigurationError, match=r"cannot be read \(not a regular file\)") as caught:
        read(PROVIDER + key + MODEL, environ={"OPENAI_API_KEY_FILE": str(pipe)}, **changes)

    assert name in str(caught.value)


def test_value_of_a_secret_is_never_told(wrong: Wrong) -> None:
    text = PROVIDER + 'headers = { X = { env = "SECRET" } }\n' + MODEL

    assert "hush" not in wrong(text, environ={"SECRET": "hush ä hush"})


@pytest.mark.parametrize(
    "slip",
    [
        'key_env = "hush-1234"\n',
        'key_env = "hush_1234"\n',
        'key_file = "hush-1234"\n',
        'headers = { X = { env = "hush-1234" } }\n',
    ],
)
def test_key_that_stands_where_its_place_should_be_named_is_not_told(wrong: Wrong, slip: str) -> None:
    sentence = wrong(PROVIDER + slip + MODEL)

    assert sentence.startswith("line 4: ")
    assert "hush" not in sentence


@pytest.mark.parametrize("address", ["http://x/v1#hush", "ftp://x/v1?key=hush", "http://me:hu/hush@x/v1"])
def test_key_in_an_address_is_not_told(wrong: Wrong, address: str) -> None:
    assert "hush" not in wrong(f'[[providers]]\nslug = "one"\nlist = true\nbase_url = "{address}"')


def test_colour_of_several_lines_is_told_in_one(wrong: Wrong) -> None:
    text = PROVIDER + MODEL + '[[assistants]]\nslug = "a"\nname = "A"\naccent = "#12\\n345"\n'

    assert "\n" not in wrong(text)
