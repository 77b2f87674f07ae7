"""What a right configuration file offers."""

from decimal import Decimal
from pathlib import Path

from tests.configuration.conftest import MODEL, PROVIDER, Read
from webchat.models.catalogue import Listed, OfferedModel, Price

WHOLE = """
    default_model = "openai/gpt-5-mini"
    [network]
    private = true
    hosts = ["api.openai.com", "127.0.0.1", ".example.com"]

    [[providers]]
    slug = "openai"
    name = "OpenAI"
    base_url = "https://api.openai.com/v1/"
    key_env = "OPENAI_API_KEY"
    headers = { "OpenAI-Organization" = "org-1", "X-Secret" = { env = "HUSH" } }
    list = { only = ["gpt-*"], never = ["*-audio*"] }
      [[providers.models]]
      id = "gpt-5-mini"
      name = "GPT-5 mini"
      context = 400000
      max_reply = 4096
      images = true
      temperature = false
      reasoning_effort = ["low", "medium", "high"]
      price = { currency = "USD", input = 0.25, cached_input = 0.025, output = 2.0 }
    [[providers]]
    slug = "local"
    base_url = "http://127.0.0.1:11434/v1"
    list = true
    [[providers]]
    slug = "built-in"
    built_in = true
"""


def test_everything_that_a_provider_can_say_is_read(read: Read) -> None:
    environ = {"OPENAI_API_KEY": "sk-1234", "HUSH": "hush-hush"}

    catalogue = read(WHOLE, environ=environ)

    openai, local, built_in = catalogue.providers
    assert (openai.slug, openai.name, openai.base_url) == ("openai", "OpenAI", "https://api.openai.com/v1")
    assert (openai.api_key, openai.key_from) == ("sk-1234", "OPENAI_API_KEY")
    assert openai.headers == (("OpenAI-Organization", "org-1"), ("X-Secret", "hush-hush"))
    assert openai.secrets == ("hush-hush",)
    assert openai.listed == Listed(only=("gpt-*",), never=("*-audio*",))
    assert openai.models == (
        OfferedModel(
            id="gpt-5-mini",
            name="GPT-5 mini",
            context_tokens=400_000,
            max_reply_tokens=4_096,
            takes_temperature=False,
            takes_images=True,
            efforts=("low", "medium", "high"),
            price=Price(currency="USD", input=Decimal("0.25"), cached_input=Decimal("0.025"), output=Decimal("2")),
        ),
    )
    assert (local.name, local.api_key, local.listed, local.models) == ("local", None, Listed(), ())
    assert built_in.is_demo and catalogue.has_built_in
    assert catalogue.default_model == "openai/gpt-5-mini"


def test_what_is_not_said_has_a_usual_value(read: Read) -> None:
    catalogue = read(PROVIDER + MODEL)

    provider = catalogue.providers[0]
    model = provider.models[0]
    assert (provider.name, provider.listed, provider.headers, provider.may_be_private) == ("one", None, (), True)
    assert (model.name, model.context_tokens, model.max_reply_tokens) == ("a", 16_384, 4_096)
    assert (model.takes_temperature, model.takes_images, model.efforts, model.price) == (True, False, (), None)
    assert (catalogue.default_model, catalogue.default_assistant) == ("one/a", "default")


def test_sizes_of_the_environment_are_for_models_that_say_none(read: Read) -> None:
    text = PROVIDER + MODEL + '[[providers.models]]\nid = "b"\ncontext = 1000\nmax_reply = 7\n'

    catalogue = read(text, context_tokens=5_000, max_reply_tokens=100)

    sizes = [(model.context_tokens, model.max_reply_tokens) for model in catalogue.providers[0].models]
    assert sizes == [(5_000, 100), (1_000, 7)]


def test_prices_of_nothing_are_prices(read: Read) -> None:
    catalogue = read(PROVIDER + MODEL + 'price = { currency = "EUR", input = 0, output = 0.0 }\n')

    assert catalogue.providers[0].models[0].price == Price(currency="EUR", input=Decimal(0), output=Decimal(0))


def test_key_is_read_from_a_file_beside_the_configuration(read: Read, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-from-file\n")

    assert read(PROVIDER + 'key_file = "key"\n' + MODEL).providers[0].api_key == "sk-from-file"


def test_key_variable_may_itself_name_a_file(read: Read, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-from-file\n")
    environ = {"ONE_KEY_FILE": str(tmp_path / "key")}

    assert read(PROVIDER + 'key_env = "ONE_KEY"\n' + MODEL, environ=environ).providers[0].api_key == "sk-from-file"


def test_secrets_are_not_in_the_representation(read: Read) -> None:
    catalogue = read(WHOLE, environ={"OPENAI_API_KEY": "sk-1234", "HUSH": "hush-hush"})

    assert "sk-1234" not in repr(catalogue) and "hush" not in repr(catalogue)


def test_private_networks_are_forbidden_to_all_but_the_built_in_model(read: Read) -> None:
    text = """
        [network]
        private = false
        [[providers]]
        slug = "one"
        base_url = "https://api.example.com/v1"
        list = true
        [[providers]]
        slug = "built-in"
        built_in = true
    """

    catalogue = read(text)

    assert [provider.may_be_private for provider in catalogue.providers] == [False, True]
    assert catalogue.default_model.startswith("built-in/")


def test_file_of_assistants_alone_leaves_the_provider_to_the_environment(read: Read) -> None:
    text = '[[assistants]]\nslug = "help"\nname = "Help"\n'

    catalogue = read(text, base_url="http://127.0.0.1:9/v1", api_key="sk-1", model="m")

    assert [provider.slug for provider in catalogue.providers] == ["provider"]
    assert (catalogue.default_model, catalogue.default_assistant) == ("provider/m", "help")


def test_empty_file_is_as_good_as_none(read: Read) -> None:
    catalogue = read("# nothing yet\n")

    assert catalogue.has_built_in and catalogue.default_assistant == "default"


def test_default_model_may_be_one_that_only_the_providers_list_holds(read: Read) -> None:
    catalogue = read('default_model = "one/gpt-9"\n' + PROVIDER + 'list = { only = ["gpt-*"] }\n')

    assert catalogue.default_model == "one/gpt-9"


def test_default_assistant_is_the_one_named(read: Read) -> None:
    assistants = '[[assistants]]\nslug = "a"\nname = "A"\n[[assistants]]\nslug = "b"\nname = "B"\n'

    assert read(assistants).default_assistant == "a"
    assert read('default_assistant = "b"\n' + assistants).default_assistant == "b"


def test_file_is_read_the_same_with_windows_line_ends_and_a_byte_order_mark(read: Read) -> None:
    text = PROVIDER + MODEL + 'name = "Ä"\n'

    marked = read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert marked == read(text)


def test_header_whose_name_says_so_is_a_secret_wherever_its_value_stands(read: Read) -> None:
    headers = 'headers = { api-key = "k-1234", X-Auth-Token = "t-1234", X-Place = "here" }\n'

    assert read(PROVIDER + headers + MODEL).providers[0].secrets == ("k-1234", "t-1234")
