"""Asking for everything to be deleted, and the receipt. Afterwards the browser is a stranger to us."""

from flask import Blueprint, Response, current_app, make_response, render_template, request

from webchat.chat.desk import Desk
from webchat.data.overview import overview_of
from webchat.erasing import receipt as receipts
from webchat.erasing.erasing import erase
from webchat.erasing.receipt import Receipt
from webchat.languages.listener import zone_spoken
from webchat.store.owners import Deleted, Overview
from webchat.web import forms, sessions, site_data, words
from webchat.wording import N_

ERASE_FORM = forms.fields(optional=("understood",))
blueprint = Blueprint("erasing", __name__)


@blueprint.get("/erase")
def show_erase() -> str:
    """Say what would be deleted, and ask."""
    sessions.introduce()
    return render_template("erasing/page.html", overview=_overview(), error=None)


@blueprint.post("/erase")
def erase_everything() -> Response:
    """Delete it and show the receipt."""
    if forms.read(ERASE_FORM).get("understood") != "yes":
        error = words.say(N_("Nothing was deleted. Tick the box if you mean it."))
        return make_response(render_template("erasing/page.html", overview=_overview(), error=error), 422)
    receipt = _erased()
    sessions.sign_out()
    signed = receipts.sign(receipt, str(current_app.secret_key))
    response = make_response(render_template("erasing/receipt.html", receipt=receipt, signed=signed))
    site_data.clear(response)
    return response


@blueprint.get("/erase/receipt.txt")
def download_receipt() -> Response:
    """A receipt as text, to be kept."""
    receipt = receipts.read(request.args.get("of", ""), str(current_app.secret_key))
    text = receipt.text("webchat", zone_spoken(), words.said)
    name = f"webchat-receipt-{receipt.at:%Y-%m-%d}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type="text/plain; charset=utf-8", headers=headers)


def _erased() -> Receipt:
    desk, owner = _desk(), sessions.owner()
    if owner is None:
        return receipts.receipt_for(Deleted(), imports=0)
    theirs = [*sessions.joining(), owner]  # also what a move has not brought together yet
    return erase(desk.database, desk.settings.data_dir, theirs, stop=desk.stop)


def _overview() -> Overview:
    return overview_of(_desk().database, sessions.owner())


def _desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk
