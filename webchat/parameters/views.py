"""The model picker, the panel of a conversation's own settings, and "Retry with …"; without scripts they are pages.

Looking at them stores nothing. For a new conversation nothing is stored at all: the composer carries what is set.
"""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from flask import Blueprint, Flask, current_app, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from webchat import unknown
from webchat.chat.composer import Composer, composer_for, parameters_in
from webchat.chat.desk import Desk
from webchat.chat.page import page_of
from webchat.conversations import changing
from webchat.errors import InvalidInput, NotFound
from webchat.parameters.accepting import FIELDS, accept, accepted_assistant
from webchat.parameters.answering import Answering, Overrides
from webchat.parameters.panel import Place, models_for, panel_of, texts_of
from webchat.web import forms, sessions
from webchat.web.htmx import wants_fragment

PLACE = ("assistant", "temporary")
PANEL_FORM = forms.fields(optional=("conversation_id", *PLACE, *FIELDS, "q", "again"))
CHANGE_FORM = forms.fields(optional=(*PLACE, *FIELDS, "shown_model", "done", "reset"))
LONGEST_ADDRESS = 2_000  # characters that any server and browser takes
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
    given = {name: value for name, value in request.args.items() if name in PANEL_FORM.optional}
    if conversation_id := request.args.get("conversation"):
        given["conversation_id"] = conversation_id
    return panel_for(given)


@blueprint.post("/parameters")
def open_panel() -> str:
    """The panel for what the composer says; with `q` the models that have these words in their names.

    `again` names a provider that is asked once more for its models.
    """
    longest = desk().settings.max_message_chars
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
    place, answering, values = asked(given)
    picker = models_for(desk().switchboard, answering, key=given.get("model", ""), q=given.get("q", ""))
    if wants_fragment() and "q" in given:
        return render_template("parameters/_found.html", picker=picker)
    panel = panel_of(desk().switchboard, place, answering, values)
    if wants_fragment():
        return render_template("parameters/_panel.html", panel=panel, picker=picker)
    return render_template("parameters/page.html", panel=panel, picker=picker, back=address_of(place))


def asked(given: Mapping[str, str]) -> tuple[Place, Answering, Mapping[str, str]]:
    """Which conversation is meant, what answers there, and what stands in the fields."""
    if given.get("conversation_id"):
        conversation = changing.find(desk().database, sessions.owner(), id_in(given["conversation_id"]))
        values = texts_of(Overrides.of(conversation.overrides))
        return Place(conversation_id=str(conversation.id)), desk().answering(conversation), values
    place = place_in(given)
    return place, desk().answering(None, place.assistant, desk().fine(place.assistant, given)), place.parameters


def id_in(text: str) -> uuid.UUID:
    """The id of a conversation; NotFound for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound(unknown.CONVERSATION) from None


def place_in(form: Mapping[str, str]) -> Place:
    """A new conversation, as its form says. Raises InvalidInput for an assistant that is not offered."""
    assistant = accepted_assistant(desk().switchboard, form.get("assistant", ""))
    return Place(assistant=assistant, is_temporary=bool(form.get("temporary")), parameters=parameters_in(form))


def address_of(place: Place, **parameters: Any) -> str:
    """The page of a conversation, or the one where it begins."""
    if place.conversation_id:
        return url_for("chat.show_conversation", conversation_id=place.conversation_id)
    if place.assistant:
        return url_for("assistants.show_assistant", slug=place.assistant, **parameters)
    return url_for("chat.new_temporary_conversation" if place.is_temporary else "chat.new_conversation", **parameters)


@blueprint.post("/parameters/new")
def change_new() -> AnyResponse:
    """Judge what a conversation shall begin with: the answer is for the composer to carry."""
    form = forms.read(CHANGE_FORM, max_chars=desk().settings.max_message_chars)
    place = place_in(form)
    try:
        overrides = overrides_in(form, place.assistant)
    except InvalidInput as error:
        return refused(error, place, place.assistant, form)
    chosen = Place(assistant=place.assistant, is_temporary=place.is_temporary, parameters=texts_of(overrides))
    address = address_of(chosen, **chosen.parameters)
    if wants_fragment():
        response = changed(chosen, desk().answering(None, place.assistant, overrides), form)
        if len(address) <= LONGEST_ADDRESS:  # so that it outlives a reload
            response.headers["HX-Replace-Url"] = address
        return response
    return redirect(address, 303) if len(address) <= LONGEST_ADDRESS else make_response(page_with(chosen))


@blueprint.post("/conversations/<uuid:conversation_id>/parameters")
def change(conversation_id: uuid.UUID) -> AnyResponse:
    """Set what a conversation sets for itself, from its next message on."""
    form = forms.read(CHANGE_FORM, max_chars=desk().settings.max_message_chars)
    conversation = changing.find(desk().database, sessions.owner(), conversation_id)
    place = Place(conversation_id=str(conversation.id))
    try:
        overrides = overrides_in(form, conversation.assistant)
    except InvalidInput as error:
        return refused(error, place, conversation.assistant, form)
    answering = desk().change_parameters(sessions.owner(), conversation_id, overrides)
    return changed(place, answering, form) if wants_fragment() else redirect(address_of(place), 303)


def overrides_in(form: Mapping[str, str], assistant: str | None) -> Overrides:
    """What the form sets; nothing when it takes all back. Raises InvalidInput."""
    if form.get("reset"):
        return Overrides()
    most = desk().settings.max_message_chars
    return accept(desk().switchboard, form, assistant=assistant, max_chars=most)


def changed(place: Place, answering: Answering, form: Mapping[str, str]) -> AnyResponse:
    """What changes on the page. Fields are left alone while somebody may type in them, unless the model is another."""
    is_reset = bool(form.get("reset"))
    values = {} if is_reset else typed(form)
    shown = render_template(
        "parameters/_changed.html",
        panel=panel_of(desk().switchboard, place, answering, values),
        picker=models_for(desk().switchboard, answering) if is_reset else None,
        is_done=bool(form.get("done")),
        has_new_fields=form.get("shown_model") != answering.key,
        answering=answering,
        composer=composer_in(place),
    )
    return make_response(shown, 200, CHANGED)


def refused(error: InvalidInput, place: Place, assistant: str | None, form: Mapping[str, str]) -> AnyResponse:
    """For htmx the words alone, beside the fields; else the page with all that was typed."""
    if wants_fragment():
        raise error
    answering = desk().answering(None, assistant, desk().fine(assistant, form))
    panel = panel_of(desk().switchboard, place, answering, typed(form))
    picker = models_for(desk().switchboard, answering)
    page = render_template("parameters/page.html", panel=panel, picker=picker, error=error, back=address_of(place))
    return make_response(page, error.status)


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields."""
    return {name: form.get(name, "") for name in FIELDS}


def page_with(place: Place) -> str:
    """The page of a new conversation whose settings are too long for an address."""
    sessions.introduce()
    return render_template("chat/page.html", **page_of(desk(), None, composer_in(place)))


def composer_in(place: Place) -> Composer:
    """The composer that carries what is set."""
    return composer_for(
        place.conversation_id,
        max_chars=desk().settings.max_message_chars,
        assistant=place.assistant,
        is_temporary=place.is_temporary,
        parameters=place.parameters,
    )


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
