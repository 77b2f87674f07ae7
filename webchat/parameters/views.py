"""The model picker, the panel of a conversation's own settings, and "Retry with …"; without scripts they are pages.

Looking at them stores nothing. For a new conversation nothing is stored at all: the composer carries what is set.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast

from flask import Blueprint, Flask, current_app, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.composer import IN_ADDRESSES
from webchat.chat.desk import Desk
from webchat.chat.page import composer_below, page_of
from webchat.chat.panel_place import asked, composer_in, overrides_in, place_in
from webchat.conversations import changing
from webchat.errors import InvalidInput
from webchat.parameters.accepting import FIELDS
from webchat.parameters.answering import Answering
from webchat.parameters.panel import Place, models_for, panel_of, texts_of
from webchat.web import forms, sessions
from webchat.web.htmx import wants_fragment

PLACE = ("assistant", "temporary")
OF_COMPOSER = ("conversation_id", "submission_id", "parent_id", "is_part", "message")  # it posts here without scripts
PANEL_FORM = forms.fields(optional=(*OF_COMPOSER, *PLACE, *FIELDS, "q", "again"))
CHANGE_FORM = forms.fields(optional=(*PLACE, *FIELDS, "shown_model", "done", "reset", "message"))
CHANGED = {"HX-Trigger": '{"parameters-changed": {"target": "#composer"}}'}  # the panel itself may be gone by then
blueprint = Blueprint("parameters", __name__)


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


@blueprint.record
def tell_templates(state: BlueprintSetupState) -> None:
    """Event streams render outside of requests, too: what they ask for is a global of the templates."""
    state.app.jinja_env.globals["offers_several_models"] = partial(offers_several_models, cast(Flask, state.app))


def offers_several_models(app: Flask) -> bool:
    """Whether there is another model to try, as far as it is known; waits for nobody."""
    found: Desk = app.extensions["desk"]
    return found.switchboard.offers_several


@blueprint.get("/parameters")
def show_panel() -> str:
    """The panel for `?conversation=`, or for a new conversation with what the address says (`?model=…`)."""
    given = {name: value for name, value in request.args.items() if name in (*PLACE, *IN_ADDRESSES, "q")}
    if conversation_id := request.args.get("conversation"):
        given["conversation_id"] = conversation_id
    return panel_for(given)


@blueprint.post("/parameters")
def open_panel() -> str:
    """The panel for what the composer says; with `q` the models that have these words in their names.

    `again` names a provider that is asked once more for its models.
    """
    longest = 2 * desk().settings.max_message_chars  # instructions may be as long as what is being written
    given = forms.read(PANEL_FORM, max_chars=longest) if request.content_length else {}
    ask_again(given.get("again"))
    return panel_for(given)


def ask_again(slug: str | None) -> None:
    """Ask a provider for its models that has not given them."""
    switchboard = desk().switchboard
    if any(each.provider.slug == slug and each.state != "there" for each in switchboard.offers()):
        switchboard.refresh(slug or "")


def panel_for(given: Mapping[str, str]) -> str:
    """The panel, the list of its models, or the whole page."""
    place, answering, values = asked(desk(), sessions.owner(), given)
    key = given.get("model", values.get("model", ""))
    picker = models_for(desk().switchboard, answering, key=key, q=given.get("q", ""))
    if wants_fragment() and "q" in given:
        return render_template("parameters/_found.html", picker=picker)
    panel = panel_of(desk().switchboard, place, answering, values)
    if wants_fragment():
        return render_template("parameters/_panel.html", panel=panel, picker=picker)
    return render_template("parameters/page.html", panel=panel, picker=picker, back=address_of(place))


def address_of(place: Place, **parameters: Any) -> str:
    """The page of a conversation, or the one where it begins."""
    if place.conversation_id:
        return url_for("chat.show_conversation", conversation_id=place.conversation_id)
    if place.is_temporary:
        return url_for("chat.new_temporary_conversation", **parameters)
    if place.assistant and place.assistant != desk().switchboard.catalogue.default_assistant:
        return url_for("assistants.show_assistant", slug=place.assistant, **parameters)
    return url_for("chat.new_conversation", **parameters)


def address_with_parameters(place: Place) -> str:
    """The page where a conversation begins with what is set, as far as an address may say that."""
    shown = {name: value for name, value in place.parameters.items() if name in IN_ADDRESSES}
    return address_of(place, **shown)


@blueprint.post("/parameters/new")
def change_new() -> AnyResponse:
    """Judge what a conversation shall begin with: the answer is for the composer to carry."""
    form = forms.read(CHANGE_FORM, max_chars=2 * desk().settings.max_message_chars)
    place = place_in(desk(), form)
    try:
        overrides = overrides_in(desk(), form, place.assistant)
    except InvalidInput as error:
        return refused(error, place, place.assistant, form)
    chosen = replace(place, parameters=texts_of(overrides))
    address = address_with_parameters(chosen)
    if wants_fragment():
        response = changed(chosen, desk().answering(None, place.assistant, overrides), form)
        response.headers["HX-Replace-Url"] = address  # so that it outlives a reload
        return response
    return make_response(page_with(chosen)) if overrides.instructions or place.draft else redirect(address, 303)


@blueprint.post("/conversations/<uuid:conversation_id>/parameters")
def change(conversation_id: uuid.UUID) -> AnyResponse:
    """Set what a conversation sets for itself, from its next message on."""
    form = forms.read(CHANGE_FORM, max_chars=2 * desk().settings.max_message_chars)
    conversation = changing.find(desk().database, sessions.owner(), conversation_id)
    place = Place(conversation_id=str(conversation.id), draft=form.get("message", ""))
    try:
        overrides = overrides_in(desk(), form, conversation.assistant)
    except InvalidInput as error:
        return refused(error, place, conversation.assistant, form)
    answering = desk().change_parameters(sessions.owner(), conversation_id, overrides)
    if wants_fragment():
        return changed(place, answering, form)
    return make_response(page_with(place)) if place.draft else redirect(address_of(place), 303)


def changed(place: Place, answering: Answering, form: Mapping[str, str]) -> AnyResponse:
    """What changes on the page. Fields are morphed: whoever types in one goes on."""
    is_reset = bool(form.get("reset"))
    values = {} if is_reset else typed(form)
    shown = render_template(
        "parameters/_changed.html",
        panel=panel_of(desk().switchboard, place, answering, values),
        picker=models_for(desk().switchboard, answering) if is_reset else None,
        is_done=bool(form.get("done")),
        has_new_fields=form.get("shown_model") != answering.key,
        answering=answering,
        composer=composer_in(desk(), place),
    )
    return make_response(shown, 200, CHANGED)


def refused(error: InvalidInput, place: Place, assistant: str | None, form: Mapping[str, str]) -> AnyResponse:
    """For htmx the words, and the fields with what is wrong marked; else the page with all that was typed."""
    answering = desk().answering(None, assistant, desk().fine(assistant, form))
    panel = panel_of(desk().switchboard, place, answering, typed(form))
    panel = replace(panel, wrong=desk().wrong(assistant, form))
    if wants_fragment():
        return make_response(render_template("parameters/_refused.html", panel=panel, error=error), error.status)
    picker = models_for(desk().switchboard, answering, key=form.get("model", ""))
    back = address_of(place)
    page = render_template("parameters/page.html", panel=panel, picker=picker, error=error, back=back)
    return make_response(page, error.status)


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields."""
    return {name: form.get(name, "") for name in FIELDS}


def page_with(place: Place) -> str:
    """The page of a conversation with what no address says: what is being written, the instructions of a new one."""
    sessions.introduce()
    if place.conversation_id:
        opened = desk().open(sessions.owner(), uuid.UUID(place.conversation_id))
        shown = page_of(desk(), opened, composer_below(desk(), opened, text=place.draft))
    else:
        shown = page_of(desk(), None, composer_in(desk(), place))
    return render_template("chat/page.html", **shown)


@blueprint.get("/replies/<uuid:reply_id>/retry")
def show_retry(reply_id: uuid.UUID) -> str:
    """The models that can be asked for this reply once more: a menu's content, or a page."""
    reply = desk().reply(sessions.owner(), reply_id)
    conversation = changing.find(desk().database, sessions.owner(), reply.conversation_id)
    picker = models_for(desk().switchboard, desk().answering(conversation), q=request.args.get("q", ""))
    if wants_fragment():
        template = "parameters/_other_models.html" if "q" in request.args else "parameters/_retry_with.html"
        return render_template(template, reply_id=reply.id, picker=picker)
    back = f"{url_for('chat.show_conversation', conversation_id=conversation.id)}#message-{reply.id}"
    shown = {"reply_id": reply.id, "picker": picker, "submission_id": uuid.uuid4().hex, "back": back}
    return render_template("parameters/retry.html", **shown)
