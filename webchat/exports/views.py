"""Conversations as files to be saved. Only their owner gets them."""

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, render_template, request, stream_template, stream_with_context

from webchat import unknown
from webchat.errors import NotFound
from webchat.exports import file_name, json_file, markdown_file, speech, text_file, web_page
from webchat.exports.archive import Archive
from webchat.exports.pace import paced
from webchat.store import taking
from webchat.store.database import Database
from webchat.store.taking import Taking
from webchat.web import sessions, sse, words
from webchat.wording import N_, Voice

blueprint = Blueprint("exports", __name__)
KINDS: dict[str, tuple[str, Callable[[Taking, Voice], Iterable[str | bytes]]]] = {
    "md": ("text/markdown; charset=utf-8", markdown_file.file_of),
    "txt": ("text/plain; charset=utf-8", text_file.file_of),
    "json": ("application/json", lambda taken, voice: json_file.file_of([taken])),
    "html": ("text/html; charset=utf-8", lambda taken, voice: page_of(taken, voice)),
}


def database() -> Database:
    """The database of this app."""
    found: Database = current_app.extensions["desk"].database
    return found


@blueprint.get("/conversations/<uuid:conversation_id>/export.<any(md, txt, json, html):kind>")
def export_conversation(conversation_id: uuid.UUID, kind: str) -> Response:
    """One conversation: the line it shows as Markdown, text or a web page, or all of it as JSON."""
    owner = sessions.owner()
    taken = taking.take(database(), owner, conversation_id) if owner else None
    if taken is None:
        raise NotFound(unknown.CONVERSATION)
    content_type, content_of = KINDS[kind]
    name = file_name.safe(taken.document.title)
    return _file(paced(content_of(taken, words.voice())), content_type, f"{name}.{kind}")


@blueprint.get("/export.zip")
def export_all() -> Response:
    """All conversations of whoever asks, but temporary ones."""
    owner = sessions.owner()
    if owner is None:
        raise NotFound(N_("There is nothing to export: this browser has no conversations here."))
    template, voice = current_app.jinja_env.get_template("exports/index.html"), words.voice()
    archive = Archive(
        database(),
        owner,
        lambda listed: template.generate(conversations=listed, when=voice.moment),
        voice=voice,
    )
    return _file(archive.pieces(), "application/zip", f"webchat {datetime.now(UTC):%Y-%m-%d}.zip")


def page_of(taken: Taking, voice: Voice) -> Iterable[str]:
    """One conversation as a web page that needs nothing else."""
    style = render_template("exports/_style.css")
    return stream_template(
        "exports/page.html",
        title=speech.title(taken.document.title, voice),
        created=voice.moment(taken.document.created_at),
        messages=web_page.messages_of(taken, voice),
        policy=web_page.policy(style),
        style=style,
    )


def _file(content: Iterable[bytes], content_type: str, name: str) -> Response:
    """An answer to be saved, sent while it is made, in the language of who asks. Without a body there is nothing."""
    made = () if request.method == "HEAD" else stream_with_context(iter(content))
    response = Response(made, content_type=content_type, headers=dict(sse.HEADERS))
    response.headers["Content-Disposition"] = file_name.disposition(name)
    return response
