"""What a browser has stored for us, drafts for one, goes with the header Clear-Site-Data (W3C, Clear Site Data)."""

from flask import request
from werkzeug.wrappers import Response


def clear(response: Response) -> None:
    """Have the browser remove it when it gets this answer; browsers heed that only behind https."""
    if request.is_secure:
        response.headers["Clear-Site-Data"] = '"storage"'
