"""What a picker shows of a provider that lists thousands, and of one that is away."""

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.offered import offered_model, offered_provider
from tests.parameters.chosen import NEAR, USUAL, carried, label, models, panel
from tests.person import Person
from tests.provider_server import ProviderServer
from webchat.models.catalogue import Listed


class TestManyModels:
    """A provider that lists 5,000."""

    @pytest.fixture
    def app(self, make_app: MakeApp, provider: ProviderServer, far: ProviderServer) -> Flask:
        far.models = [f"model-{number}" for number in range(5_000)]
        near = offered_provider(provider.base_url, "near", models=(offered_model("Plain", id="plain-model"),))
        app = make_app(providers=[near, offered_provider(far.base_url, "far", models=(), listed=Listed())])
        app.extensions["switchboard"].offers(10.0)  # a page waits less long for the list
        return app

    def test_at_most_fifty_are_shown_and_the_rest_is_counted(self, alice: Person) -> None:
        shown = panel(alice)

        assert len(models(shown)) == 51
        assert "4,951 more: type to narrow" in shown.words
        assert shown.one("#model-q")["type"] == "search"

    def test_typing_narrows_the_list_and_tells_how_many_there_are(self, alice: Person) -> None:
        found = panel(alice, q="MODEL-12", model="near/plain-model")

        assert "far/model-12" in models(found)
        assert all(name.startswith("far/model-12") for name in models(found) if name not in (NEAR, USUAL))
        assert models(found)[NEAR]
        assert found.one('[hx-target="#announcer"]').get_text() == "111 models"
        assert not found.all("#parameter-form")

    def test_what_is_chosen_stays_chosen_while_one_looks_for_another(self, alice: Person) -> None:
        shown = panel(alice, model="far/model-4999", instructions="Be brief")

        found = panel(alice, q="model-12", model="far/model-4999")

        assert carried(shown, "#model-search") == {"instructions": "Be brief", "q": ""}
        assert [key for key, is_chosen in models(found).items() if is_chosen] == ["far/model-4999"]

    def test_nothing_found_is_said(self, alice: Person) -> None:
        found = panel(alice, q="horse", model="near/plain-model")

        assert models(found) == {USUAL: False, NEAR: True}
        assert "No model has that in its name." in found.words

    def test_a_listed_model_can_be_chosen(self, alice: Person, far: ProviderServer) -> None:
        panel(alice)

        changed = alice.post("/parameters/new", model="far/model-4999", shown_model=NEAR)

        assert label(changed) == "model-4999 | chosen here"

    def test_without_scripts_the_search_leads_to_the_page_and_keeps_what_was_chosen(self, app: Flask) -> None:
        plain = Person(app, with_scripts=False)

        page = plain.post("/parameters", q="model-4321", model=NEAR, instructions="Be brief")

        assert models(page) == {USUAL: False, NEAR: True, "far/model-4321": False}
        assert page.one("textarea[name=instructions]").get_text().strip() == "Be brief"
        assert page.one("#model-q")["value"] == "model-4321"


class TestProviderAway:
    """One of two providers does not answer."""

    @pytest.fixture
    def app(self, make_app: MakeApp, provider: ProviderServer, far: ProviderServer) -> Flask:
        far.fail_with(403)
        near = offered_provider(provider.base_url, "near", models=(offered_model("Plain", id="plain-model"),))
        return make_app(providers=[near, offered_provider(far.base_url, "far", models=(), listed=Listed())])

    def test_it_is_said_in_words_and_can_be_tried_again(self, alice: Person, far: ProviderServer) -> None:
        away = panel(alice)
        far.reply_with("Here again")

        again = away.one("button[name=again]")
        there = panel(alice, q="", model=NEAR, again=str(again["value"]))

        assert "Not available at the moment." in away.words
        assert models(away) == {USUAL: True, NEAR: False}
        assert (again["form"], again["value"]) == ("model-search", "far")
        assert models(there) == {USUAL: False, NEAR: True, "far/model-a": False}

    def test_one_that_is_there_is_not_asked_again(self, alice: Person, provider: ProviderServer) -> None:
        panel(alice)
        before = len(provider.requests)

        panel(alice, q="", again="near")
        panel(alice, q="", again="nobody")

        assert len(provider.requests) == before
