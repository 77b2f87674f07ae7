"""Starting the real command with a configuration file of several providers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.provider_server import ProviderServer
from tests.running import RunningWebchat, run_to_end

AWAY = "http://127.0.0.1:9/v1"


@pytest.fixture
def other() -> Iterator[ProviderServer]:
    with ProviderServer() as server:
        yield server


def configuration(folder: Path, *base_urls: str, more: str = "") -> str:
    """A file that offers a model of each of these providers; returns its path."""
    tables = [
        f'[[providers]]\nslug = "p{number}"\nbase_url = "{url}"\nkey_env = "OPENAI_API_KEY"\n'
        f'[[providers.models]]\nid = "m{number}"\n'
        for number, url in enumerate(base_urls, 1)
    ]
    path = folder / "webchat.toml"
    path.write_text("".join(tables) + more)
    return str(path)


@pytest.mark.parametrize("command", ["run", "assistants"])
def test_mistake_in_the_file_stops_the_start_with_one_sentence(tmp_path: Path, command: str) -> None:
    path = configuration(tmp_path, AWAY, more="contxt = 5\n")

    code, output = run_to_end(tmp_path, command, WEBCHAT_CONFIG=path, OPENAI_API_KEY="sk-hush")

    assert code == 2
    assert output == f'webchat: {path}, line 7: a model has no "contxt". Did you mean "context"?\n'


def test_file_that_is_not_there_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    code, output = run_to_end(tmp_path, "run", WEBCHAT_CONFIG=str(tmp_path / "none.toml"))

    assert code == 2
    assert output == f"webchat: WEBCHAT_CONFIG '{tmp_path}/none.toml' cannot be read (no such file or directory).\n"


def test_missing_key_stops_the_start_before_anything_else(tmp_path: Path) -> None:
    path = configuration(tmp_path, AWAY)

    code, output = run_to_end(tmp_path, "run", WEBCHAT_CONFIG=path)

    assert (code, output) == (2, f'webchat: {path}, line 4: the variable "OPENAI_API_KEY" is not set.\n')


def test_key_of_dotenv_is_found(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-from-dotenv\n")

    code, output = run_to_end(tmp_path, "assistants", WEBCHAT_CONFIG=configuration(tmp_path, AWAY))

    assert code == 0
    assert "p1/m1 (default)" in output


def test_it_is_ready_when_one_of_its_providers_answers_and_says_what_has_no_effect(
    tmp_path: Path, provider: ProviderServer
) -> None:
    environment = {
        "WEBCHAT_CONFIG": configuration(tmp_path, AWAY, provider.base_url),
        "OPENAI_API_KEY": "sk-used-by-key-env",
        "OPENAI_BASE_URL": AWAY,
        "WEBCHAT_MODEL": "m",
    }
    with RunningWebchat(tmp_path, **environment) as webchat:
        page = requests.get(webchat.url, timeout=10)
        ready = requests.get(f"{webchat.url}/readyz", timeout=20)
        told = [line for line in webchat.output if line.startswith("webchat: ")]

    assert (page.status_code, ready.status_code) == (200, 200)
    path = environment["WEBCHAT_CONFIG"]
    assert told == [f"webchat: OPENAI_BASE_URL and WEBCHAT_MODEL have no effect: {path} says what is offered.\n"]


def test_check_asks_every_provider(tmp_path: Path, provider: ProviderServer, other: ProviderServer) -> None:
    provider.reply_with("Good day")
    other.require_key("sk-another")
    path = configuration(tmp_path, provider.base_url, other.base_url)

    code, output = run_to_end(tmp_path, "check", WEBCHAT_CONFIG=path, OPENAI_API_KEY="sk-hush-123")

    assert code == 1
    assert f"model       right: p1: m1 at {provider.base_url} answered 'Good day'" in output
    assert 'model       wrong: Provider "p2": OPENAI_API_KEY is wrong, expired or revoked' in output
    assert "sk-hush" not in output
    assert [server.requests[0].json["model"] for server in (provider, other)] == ["m1", "m2"]


def test_check_ends_with_the_sentence_about_a_mistake_in_the_file(tmp_path: Path) -> None:
    path = configuration(tmp_path, AWAY, more="contxt = 5\n")

    code, output = run_to_end(tmp_path, "check", WEBCHAT_CONFIG=path, OPENAI_API_KEY="sk-hush")

    assert code == 2
    assert output.endswith(f'\nwebchat: {path}, line 7: a model has no "contxt". Did you mean "context"?\n')


def test_check_asks_a_listed_model_that_is_offered(tmp_path: Path, provider: ProviderServer) -> None:
    provider.models = ["\x1b[31m", "other", "gpt-9"]
    path = configuration(tmp_path, provider.base_url)
    with Path(path).open("a") as file:
        file.write(f'[[providers]]\nslug = "p2"\nbase_url = "{provider.base_url}"\nlist = {{ only = ["gpt-*"] }}\n')

    code, output = run_to_end(tmp_path, "check", WEBCHAT_CONFIG=path, OPENAI_API_KEY="sk-1")

    assert code == 0
    assert "p2: gpt-9 at" in output


def test_check_is_right_when_all_are(tmp_path: Path, provider: ProviderServer, other: ProviderServer) -> None:
    other.models = ["listed-1", "listed-2"]
    more = f'[[providers]]\nslug = "lists"\nbase_url = "{other.base_url}"\nlist = true\n'
    path = configuration(tmp_path, provider.base_url, more=more)

    code, output = run_to_end(tmp_path, "check", WEBCHAT_CONFIG=path, OPENAI_API_KEY="sk-hush-123")

    assert code == 0, output
    assert "lists: listed-1 at" in output


def test_check_names_models_that_the_provider_does_not_list(
    tmp_path: Path, provider: ProviderServer, other: ProviderServer
) -> None:
    provider.models, other.models = ["m2", "m-large", "m-huge"], ["first", "\x1b[31mm1"]
    models = '[[providers.models]]\nid = "m-lage"\n[[providers.models]]\nid = "x"\n'
    other.fail_with(404, {"error": {"message": "The model m1 does not exist", "code": "model_not_found"}}, times=1)
    path = configuration(tmp_path, other.base_url, provider.base_url, more=models)

    code, output = run_to_end(tmp_path, "check", WEBCHAT_CONFIG=path, OPENAI_API_KEY="sk-1")

    assert code == 1
    notes = [line.removeprefix("model       note:  ") for line in output.splitlines() if "note:" in line]
    assert notes == [
        'p1: its own list does not contain the model "m1".',
        'p2: its own list does not contain the model "m-lage". Did you mean "m-large"?',
        'p2: its own list does not contain the model "x".',
    ]


def test_check_says_nothing_of_models_where_there_is_no_list(tmp_path: Path, provider: ProviderServer) -> None:
    provider.models = []

    code, output = run_to_end(
        tmp_path, "check", WEBCHAT_CONFIG=configuration(tmp_path, provider.base_url), OPENAI_API_KEY="sk-1"
    )

    assert (code, "note:" in output) == (0, False)


def test_money_budget_that_counts_nothing_is_told(tmp_path: Path, provider: ProviderServer) -> None:
    path = configuration(tmp_path, provider.base_url)

    code, output = run_to_end(
        tmp_path, "check", WEBCHAT_CONFIG=path, OPENAI_API_KEY="sk-hush-123", WEBCHAT_BUDGET="2.50 EUR/day"
    )

    assert code == 0
    assert "WEBCHAT_BUDGET does not count" in output and "p1/m1" in output


def test_the_built_in_model_answers_beside_another_provider(tmp_path: Path, local_model_file: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "model").symlink_to(local_model_file.parent)
    path = configuration(tmp_path, AWAY, more='[[providers]]\nslug = "built-in"\nbuilt_in = true\n')

    code, output = run_to_end(tmp_path, "check", WEBCHAT_CONFIG=path, OPENAI_API_KEY="sk-hush-123")

    assert code == 1
    assert 'model       wrong: Provider "p1": ' in output
    assert "on this machine (the demo model) answered" in output
    assert "note:" not in output


def test_check_asks_the_others_when_the_built_in_model_cannot_be_started(
    tmp_path: Path, provider: ProviderServer
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "model").touch()  # where its folder belongs
    path = configuration(tmp_path, provider.base_url, more='[[providers]]\nslug = "built-in"\nbuilt_in = true\n')

    code, output = run_to_end(tmp_path, "check", WEBCHAT_CONFIG=path, OPENAI_API_KEY="sk-hush-123")

    assert code == 1
    assert "model       wrong: The built-in model" in output
    assert "model       right: p1: m1 at" in output
