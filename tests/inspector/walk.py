"""A walk through everything that one session can reach: every address of the application, and every form on its pages.

The addresses come from the application's own map, so that a new one is walked too, or its argument is missed here.
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from urllib.parse import urlencode, urljoin, urlsplit

import requests
from bs4 import BeautifulSoup, Tag
from werkzeug.routing import Map, Rule

HTMX = {"HX-Request": "true"}
ARGUMENT = re.compile(r"<(?:[^:>]+:)?(\w+)>")
LAST = ("withdraw", "cancel", "delete", "close", "away", "sign-out", "erase")  # what others would not be there after
SECONDS = 60


class Walk:
    """`known` are the values of each argument, by its name or by `/first/name`; `seen` is told of every answer.

    `reached` are the rules that answered with more than a refusal, such as `GET /compare`.
    """

    def __init__(self, url: str, seen: Callable[[requests.Response], object]) -> None:
        self.url, self._seen = url, seen
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Sec-Fetch-Site"] = "same-origin"
        self.known: dict[str, Sequence[str]] = {}
        self.reached: set[str] = set()
        self._forms: dict[str, dict[str, str]] = {}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        """Open an address; the forms of its page are kept to be sent."""
        answer = self.session.get(urljoin(self.url, path), headers=headers, timeout=SECONDS, allow_redirects=False)
        self._seen(answer)
        if "html" in answer.headers.get("Content-Type", ""):
            self._keep_forms(answer)
        return answer

    def post(self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> requests.Response:
        """Send a form."""
        place = urljoin(self.url, path)
        sent_as = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        answer = self.session.post(place, data=urlencode(form), headers=sent_as, timeout=SECONDS, allow_redirects=False)
        self._seen(answer)
        return answer

    def form_at(self, path: str) -> dict[str, str]:
        """What the form there would send, once a page with it was opened."""
        return self._forms[path]

    def ask(self, text: str, conversation_id: str | None = None) -> tuple[str, str]:
        """Send a message and wait for its reply; the ids of the conversation and of the reply."""
        form = {"message": text, "submission_id": uuid.uuid4().hex}
        sent = self.post("/messages", form | ({"conversation_id": conversation_id} if conversation_id else {}), HTMX)
        assert sent.status_code == 200, sent.text
        page = BeautifulSoup(sent.text, "html.parser")
        reply = page.select('article.message[data-role="assistant"]')[-1]
        place = page.select_one("#composer-fields input[name=conversation_id]")
        assert place is not None
        reply_id = str(reply["id"]).removeprefix("message-")
        for _ in range(20):
            if not re.search(r'data-status="(pending|streaming)"', self.get(f"/replies/{reply_id}", HTMX).text):
                break
        return str(place["value"]), reply_id

    def walk(self, addresses: Map) -> None:
        """Open everything, as a page and as a fragment; send every form; then send something to what has no form."""
        rules = sorted(addresses.iter_rules(), key=lambda rule: rule.rule)
        self._open_all(rules)
        forms = dict(self._forms)
        for path in sorted(forms, key=_place_in_order):
            self._sent(rules, path, forms[path])
        for rule in sorted(rules, key=lambda rule: _place_in_order(rule.rule)):
            if "POST" in (rule.methods or ()) and f"POST {rule.rule}" not in self.reached:
                for path in self._paths(rule):
                    self._sent(rules, path, {"message": "Again", "submission_id": uuid.uuid4().hex}, HTMX)

    def _open_all(self, rules: Sequence[Rule]) -> None:
        for rule in rules:
            if "GET" in (rule.methods or ()):
                for path in self._paths(rule):
                    for headers in ({}, HTMX):
                        answer = self.get(path, headers)
                        self._note("GET", rule, answer)

    def _sent(
        self, rules: Sequence[Rule], path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> None:
        rule = next((rule for rule in rules if _matches(rule, path) and "POST" in (rule.methods or ())), None)
        assert rule, f"a form leads nowhere: {path}"
        self._note("POST", rule, self.post(path, form, headers))

    def _note(self, method: str, rule: Rule, answer: requests.Response) -> None:
        assert answer.status_code < 500 or answer.status_code == 503, (answer.url, answer.status_code)
        if answer.status_code < 400:
            self.reached.add(f"{method} {rule.rule}")

    def _paths(self, rule: Rule) -> Iterator[str]:
        names = ARGUMENT.findall(rule.rule)
        first = rule.rule.split("/")[1]
        for values in product(*(self.known.get(f"/{first}/{name}") or self.known[name] for name in names)):
            given = iter(values)
            yield ARGUMENT.sub(lambda _: next(given), rule.rule)  # noqa: B023 (used up at once)

    def _keep_forms(self, answer: requests.Response) -> None:
        page = BeautifulSoup(answer.text, "html.parser")
        for form in page.select("form"):
            fields = _fields_of(form)
            buttons = [str(each["formaction"]) for each in form.select("[formaction]")]
            is_post = str(form.get("method", "")).lower() == "post"
            for action in [*([str(form.get("action") or answer.url)] if is_post else []), *buttons]:
                self._forms.setdefault(urlsplit(urljoin(answer.url, action)).path, fields)


def _place_in_order(path: str) -> tuple[int, str]:
    return max((number for number, word in enumerate(LAST, start=1) if word in path), default=0), path


def _matches(rule: Rule, path: str) -> bool:
    return bool(re.fullmatch(re.sub(ARGUMENT, "[^/]+", rule.rule), path))


def _fields_of(form: Tag) -> dict[str, str]:
    """What a browser would send of it, with something in every empty text."""
    fields: dict[str, str] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), str(field.get("type", "text"))
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            fields[name] = str(chosen.get("value", "")) if chosen else ""
        elif field.name == "textarea":
            fields[name] = field.get_text().strip() or "Hello again"
        elif kind not in ("checkbox", "radio", "file") or field.has_attr("checked"):
            fields[name] = str(field.get("value", ""))
    return fields
