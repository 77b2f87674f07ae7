"""The sidebar of every page, and what can be done with a conversation as a whole.

With htmx each action answers with the pieces that changed; without, it leads back to where one was.
"""

import contextlib
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat import titles
from webchat.chat.desk import Desk
from webchat.chat.opening import title_from
from webchat.conversations import changing, shelf_page, temporary
from webchat.conversations.groups import Reader
from webchat.conversations.shelf_page import ShelfPage
from webchat.conversations.whereabouts import after_deletion, after_undo, back_to, open_id, place_of
from webchat.errors import InvalidInput, NotFound, StorageUnavailable
from webchat.languages.listener import zone_spoken
from webchat.store.conversations import Conversation, Shelf
from webchat.store.database import Database
from webchat.web import forms, sessions, words
from webchat.web.htmx import wants_fragment
from webchat.web.paths import own_path, path_of
from webchat.wording import N_

PLACE = "/conversations/<uuid:conversation_id>"
CHANGE_FORM = forms.fields(optional=("next",))
TITLE_FORM = forms.fields("title", optional=("next",))
CLOSE_FORM = forms.fields("now")
LONGEST_READ_TITLE = 10_000  # so that what is much too long is refused in words, too
ASKS_FOR_TITLE = 4
SHELVES: dict[str, Shelf] = {"list": "list", "archive": "archive"}
blueprint = Blueprint("conversations", __name__)


def database() -> Database:
    """The database of this app."""
    desk: Desk = current_app.extensions["desk"]
    return desk.database


@blueprint.app_context_processor
def page_parts() -> dict[str, Any]:
    """What every full page can show; nothing is read before it does."""
    return {"sidebar": sidebar, "recently_deleted": recently_deleted, "asks_for_title": asks_for_title}


def sidebar(focus_id: str | None = None) -> ShelfPage:
    """The first page of the list; empty when it cannot be read now: the page itself may still say why."""
    try:
        return shelf_page.read(database(), sessions.owner(), "list", reader(focus_id))
    except StorageUnavailable:
        return ShelfPage("list")


def recently_deleted() -> Conversation | None:
    """The conversation that `?deleted=` names, as long as that can be undone."""
    with contextlib.suppress(ValueError, StorageUnavailable):
        known_id = uuid.UUID(request.args.get("deleted", ""))
        return changing.recently_put_away(database(), sessions.owner(), known_id)
    return None


def asks_for_title() -> bool:
    """Whether a new conversation gets a title from the model, which its page asks for."""
    desk: Desk = current_app.extensions["desk"]
    return desk.titling.is_on


def reader(focus_id: str | None = None) -> Reader:
    """Who looks at the list."""
    return Reader(datetime.now(UTC), zone_spoken(), open_id(page_path()), focus_id)


def page_path() -> str:
    """Path and query of the page that is open in the browser."""
    if wants_fragment():
        return path_of(request.headers.get("HX-Current-URL"), host=request.host)
    return request.path


@blueprint.get("/conversations")
def list_shelf() -> str:
    """A page of the list or the archive; for htmx the rows alone."""
    shelf = SHELVES.get(request.args.get("shelf", "list"))
    if shelf is None:
        raise NotFound(N_("There is no such list."))
    after, shown_key = request.args.get("after") or None, request.args.get("group", "") if wants_fragment() else ""
    page = shelf_page.read(database(), sessions.owner(), shelf, reader(), after=after, shown_key=shown_key)
    template = "conversations/_list.html" if wants_fragment() else "conversations/page.html"
    return render_template(template, shelf_page=page)


@blueprint.get(PLACE + "/menu")
def show_menu(conversation_id: uuid.UUID) -> str:
    """What can be done with a conversation: the content of its menu, or a page of its own."""
    conversation = changing.find(database(), sessions.owner(), conversation_id)
    if wants_fragment():
        return render_template("conversations/_menu.html", conversation=conversation)
    return render_template("conversations/menu.html", conversation=conversation, next=previous_path(conversation))


def previous_path(conversation: Conversation) -> str:
    """Where one came from."""
    return back_to(path_of(request.referrer, host=request.host), conversation.id)


@blueprint.get(PLACE + "/title")
def edit_title(conversation_id: uuid.UUID) -> str:
    """The form to rename a conversation, in its row or on a page of its own."""
    conversation = changing.find(database(), sessions.owner(), conversation_id)
    return title_form(conversation, conversation.title or "")


def title_form(conversation: Conversation, title: str, error: str | None = None) -> str:
    """The form with what was typed, and why that was refused."""
    template = "conversations/_rename.html" if wants_fragment() else "conversations/rename.html"
    next = own_path(request.form["next"]) if "next" in request.form else previous_path(conversation)
    return render_template(template, conversation=conversation, title=title, error=error, next=next)


@blueprint.post(PLACE + "/title")
def rename(conversation_id: uuid.UUID) -> AnyResponse:
    """Give a conversation the title that a person chose."""
    form = forms.read(TITLE_FORM, max_chars=LONGEST_READ_TITLE)
    conversation = changing.find(database(), sessions.owner(), conversation_id)
    try:
        title = titles.accept(form["title"])
    except InvalidInput as error:
        return make_response(title_form(conversation, form["title"], words.said(error)), error.status)
    conversation = changing.rename(database(), sessions.owner(), conversation_id, title)
    if not wants_fragment():
        return back(form, conversation)
    row = reader(focus_id=str(conversation.id)).row_of(conversation)
    return make_response(render_template("conversations/_renamed.html", row=row))


@blueprint.get(PLACE + "/title/news")
def title_news(conversation_id: uuid.UUID) -> str:
    """The link to a new conversation, which asks `?asked=` times whether the model has found a title."""
    conversation = changing.find(database(), sessions.owner(), conversation_id)
    asked = request.args.get("asked", ASKS_FOR_TITLE, type=int)
    goes_on = conversation.title_by == "words" and 0 < asked < ASKS_FOR_TITLE
    row = reader().row_of(conversation)
    is_new = conversation.title_by != "words"
    return render_template("conversations/_title_news.html", row=row, is_new=is_new, asks=asked + 1 if goes_on else 0)


@blueprint.post(PLACE + "/pin", endpoint="pin", defaults={"wanted": "pin"})
@blueprint.post(PLACE + "/unpin", endpoint="unpin", defaults={"wanted": "unpin"})
@blueprint.post(PLACE + "/archive", endpoint="archive", defaults={"wanted": "archive"})
@blueprint.post(PLACE + "/unarchive", endpoint="unarchive", defaults={"wanted": "unarchive"})
def change(conversation_id: uuid.UUID, wanted: changing.Change) -> AnyResponse:
    """Pin or archive a conversation, or take that back."""
    form = change_form()
    conversation = changing.change(database(), sessions.owner(), conversation_id, wanted)
    if not wants_fragment():
        return back(form, conversation)
    return make_response(render_template("conversations/_changed.html", conversation=conversation, wanted=wanted))


@blueprint.post(PLACE + "/delete")
def delete(conversation_id: uuid.UUID) -> AnyResponse:
    """Put a conversation away. Who had it open is led to a new one; Undo is offered for ten seconds."""
    form = change_form()
    conversation = changing.put_away(database(), sessions.owner(), conversation_id)
    if not wants_fragment():
        return redirect(after_deletion(own_path(form.get("next", "/")), conversation_id), 303)
    if open_id(page_path()) == str(conversation_id):
        return led_to(after_deletion("/", conversation_id))
    return make_response(render_template("conversations/_deleted.html", conversation=conversation))


@blueprint.post(PLACE + "/undelete")
def undelete(conversation_id: uuid.UUID) -> AnyResponse:
    """Bring a conversation back that was deleted a moment ago, to where it was seen."""
    change_form()
    conversation = changing.bring_back(database(), sessions.owner(), conversation_id)
    if not wants_fragment():
        return redirect(place_of(conversation_id), 303)
    elsewhere = after_undo(page_path(), conversation_id)
    if elsewhere:
        return led_to(elsewhere)
    return make_response(render_template("conversations/_restored.html", conversation=conversation))


@blueprint.post(PLACE + "/close")
def close(conversation_id: uuid.UUID) -> AnyResponse:
    """A temporary conversation was closed: it goes in half a minute. With the button it goes at once."""
    owner = sessions.owner()
    conversation = changing.find(database(), owner, conversation_id)
    is_wanted = request.mimetype in forms.FORM_TYPES and request.content_length
    if not is_wanted:
        temporary.close(database(), str(owner), conversation)
        return Response(status=204)
    forms.read(CLOSE_FORM)
    if conversation.shelf != "temporary":
        return redirect(place_of(conversation_id), 303)
    changing.put_away(database(), owner, conversation_id)
    return redirect("/", 303)


@blueprint.post(PLACE + "/stay")
def stay(conversation_id: uuid.UUID) -> Response:
    """The page of a temporary conversation is there: what a reload closed is open again."""
    conversation = changing.find(database(), sessions.owner(), conversation_id)
    temporary.keep_open(database(), str(sessions.owner()), conversation)
    return Response(status=204)


@blueprint.post(PLACE + "/keep")
def keep(conversation_id: uuid.UUID) -> AnyResponse:
    """Move a temporary conversation to the list."""
    form = change_form()
    conversation = changing.keep(database(), sessions.owner(), conversation_id, title_from=title_from)
    if not wants_fragment():
        return back(form, conversation)
    return make_response(render_template("conversations/_kept.html", conversation=conversation))


def change_form() -> dict[str, str]:
    """The form of an action, which may be quite empty."""
    return forms.read(CHANGE_FORM) if request.content_length else {}


def back(form: dict[str, str], conversation: Conversation) -> AnyResponse:
    """To the page that the form names, else to the conversation."""
    return redirect(own_path(form.get("next") or place_of(conversation.id)), 303)


def led_to(path: str) -> Response:
    """Another page, for htmx, which would follow a redirect inside the page."""
    return Response(status=204, headers={"HX-Redirect": path})
