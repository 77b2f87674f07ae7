"""Providers are named as the administrator does; the built-in model, which nobody named, in the visitor's language."""

from dataclasses import replace

from tests.conftest import MakeApp
from tests.offered import offered_provider
from tests.parameters.conftest import PLAIN
from tests.person import Person
from tests.provider_server import ProviderServer
from webchat.config import Settings
from webchat.configuration.plain import built_in_provider


def test_built_in_model_is_named_in_the_visitors_language_and_a_provider_as_it_is(
    make_app: MakeApp, provider: ProviderServer
) -> None:
    built_in = replace(built_in_provider(Settings()), base_url=provider.base_url)
    app = make_app(providers=[built_in, offered_provider(provider.base_url, "archive", models=(PLAIN,))])

    page = Person(app).open("/parameters", headers={"Accept-Language": "de"})

    names = [legend.get_text() for legend in page.all("legend.picker__provider")]
    assert names[0] in ("Eingebautes Modell", "Vorführmodell")
    assert names[1] == "Archive"  # an administrator's word, though there is one of the page like it
