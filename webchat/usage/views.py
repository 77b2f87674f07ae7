"""What was used: by this session in this month, in a conversation, by one reply; and how much of the budget is left."""

import uuid

from flask import Blueprint, Flask, current_app, render_template

from webchat.chat.desk import Desk
from webchat.usage.budget import BudgetState, state
from webchat.usage.conversation_total import total_of
from webchat.usage.month import this_month
from webchat.usage.reply_numbers import numbers_of
from webchat.web import sessions
from webchat.web.htmx import wants_fragment

blueprint = Blueprint("usage", __name__)


def install(app: Flask) -> None:
    """Serve the pages; give templates `budget_state()`, which is None without a budget."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["budget_state"] = _budget_state


@blueprint.get("/usage")
def show_usage() -> str:
    """This month, day by day, and the budget."""
    sessions.introduce()
    with _desk().database.reading() as session:
        month = this_month(session, sessions.owner())
    return render_template("usage/page.html", month=month)


@blueprint.get("/usage/budget")
def show_budget() -> str:
    """What the page says of the budget after each reply; without scripts the page of all usage says it."""
    return render_template("usage/_budget_words.html", budget=_budget_state()) if wants_fragment() else show_usage()


@blueprint.get("/replies/<uuid:reply_id>/usage")
def show_reply_usage(reply_id: uuid.UUID) -> str:
    """All numbers of one reply."""
    message = _desk().reply(sessions.owner(), reply_id)
    template = "usage/_reply.html" if wants_fragment() else "usage/reply.html"
    return render_template(template, message=message, numbers=numbers_of(message))


@blueprint.get("/conversations/<uuid:conversation_id>/usage")
def show_conversation_usage(conversation_id: uuid.UUID) -> str:
    """What a conversation has taken so far."""
    total = total_of(_desk().database, sessions.owner(), conversation_id)
    template = "usage/_conversation.html" if wants_fragment() else "usage/conversation.html"
    return render_template(template, total=total)


def _budget_state() -> BudgetState | None:
    desk = _desk()
    if desk.settings.budget is None:
        return None
    with desk.database.reading() as session:
        return state(session, sessions.owner(), desk.settings.budget)


def _desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk
