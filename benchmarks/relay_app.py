"""The bare relay to compare with: Flask and `requests`, passing the provider's lines on unread. It stores nothing.

As fast as one sensibly writes it: one pooled session, raw reads without decoding, each read passed on at once.
"""

import json
from collections.abc import Iterator

import requests
from flask import Flask, Response, request
from requests.adapters import HTTPAdapter

READ_SIZE = 65_536
CONNECT_SECONDS, SILENT_SECONDS = 5.0, 60.0


def create_relay(base_url: str) -> Flask:
    """An application whose `POST /chat` with a field `message` answers with the provider's own stream."""
    app = Flask(__name__)
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(pool_maxsize=2000))
    address = f"{base_url}/chat/completions"
    headers = {"Authorization": "Bearer bench", "Content-Type": "application/json"}

    def passed_on(answer: requests.Response) -> Iterator[bytes]:
        with answer:
            while piece := answer.raw.read1(READ_SIZE, decode_content=False):
                yield piece

    @app.get("/")
    def page() -> str:
        return "The relay is ready."

    @app.post("/chat")
    def chat() -> Response:
        messages = [{"role": "user", "content": request.form["message"]}]
        body = json.dumps({"model": "bench-model", "messages": messages, "stream": True})
        answer = session.post(
            address, data=body, headers=headers, stream=True, timeout=(CONNECT_SECONDS, SILENT_SECONDS)
        )
        return Response(passed_on(answer), answer.status_code, content_type="text/event-stream")

    return app
