"""The files in deploy/ name settings that exist, with values that are allowed, and bounds that fit webchat's own."""

import re
from pathlib import Path

import pytest

from webchat import config, server
from webchat.config import Settings, variable_names
from webchat.imports.files import LARGEST
from webchat.web.forms import BYTES_PER_CHARACTER, FORM_OVERHEAD

DEPLOY = Path(__file__).parents[2] / "deploy"
METRICS = Path(__file__).parents[2] / "webchat/metrics"
FILES = sorted(path.name for path in DEPLOY.iterdir())
NOT_RUN = ["Containerfile", "compose.yaml", "webchat.service"]
ASSIGNMENTS = {
    "Containerfile": r"^ENV ([A-Z_]+)=(\S+)$",
    "compose.yaml": r"^      (HOST|PORT|WEBCHAT_\w+|OPENAI_\w+): (.+)$",
    "webchat.service": r"^#?Environment=([A-Z_]+)=(.*)$",
    "README.md": r"^    (WEBCHAT_\w+)=(.+)$",
}
UNITS = {"m": 60.0, "s": 1.0}


def _read(name: str) -> str:
    return (DEPLOY / name).read_text()


def _assigned(name: str) -> dict[str, str]:
    return dict(re.findall(ASSIGNMENTS[name], _read(name), re.MULTILINE))


def _seconds(directive: str) -> float:
    """The value of a directive of nginx.conf that stands there once."""
    [(number, unit)] = re.findall(rf"^\s*{directive} (\d+)([ms]);", _read("nginx.conf"), re.MULTILINE)
    return float(number) * UNITS[unit]


def test_the_files_are_those_we_know() -> None:
    assert FILES == sorted([*NOT_RUN, "README.md", "nginx.conf"])


@pytest.mark.parametrize("name", FILES)
def test_every_setting_that_a_file_names_exists(name: str) -> None:
    named = set(re.findall(r"\b(?:WEBCHAT|OPENAI)_[A-Z_]*[A-Z]\b", _read(name)))

    assert named
    assert named <= set(variable_names())


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_value_that_a_file_gives_is_allowed(name: str, tmp_path: Path) -> None:
    values = {key: re.sub(r"\$\{(\w+)[^}]*\}", r"\1", value) for key, value in _assigned(name).items()}
    values = {key: value for key, value in values.items() if not key.endswith("_FILE")}
    if "OPENAI_BASE_URL" in values:
        values["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1"

    settings = config.load(values, folder=tmp_path)

    assert len(values) >= 3
    assert settings != Settings()


@pytest.mark.parametrize("name", NOT_RUN)
def test_what_the_tests_do_not_run_says_so(name: str) -> None:
    assert "not run by our tests" in _read(name)


def test_nginx_waits_longer_than_a_reply_may_take() -> None:
    assert _seconds("proxy_read_timeout") > Settings().reply_timeout


def test_nginx_takes_every_form_that_webchat_takes() -> None:
    forms, files = re.findall(r"client_max_body_size (\d+)m;", _read("nginx.conf"))

    assert int(forms) * 2**20 > FORM_OVERHEAD + 2 * BYTES_PER_CHARACTER * Settings().max_message_chars
    assert int(files) * 2**20 > LARGEST


@pytest.mark.parametrize(
    ("name", "grace"), [("webchat.service", r"TimeoutStopSec=(\d+)"), ("compose.yaml", r"stop_grace_period: (\d+)s")]
)
def test_webchat_is_not_killed_before_its_replies_have_ended(name: str, grace: str) -> None:
    [seconds] = re.findall(grace, _read(name))

    assert int(seconds) > server.GRACE > server.FINISH_WITHIN


def test_every_metric_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(webchat_\w+)`", _read("README.md")))
    code = "".join(path.read_text() for path in METRICS.glob("*.py"))

    assert named
    assert not [name for name in named if f'"{name}"' not in code]


def test_links_of_the_page_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", _read("README.md")):
        assert (DEPLOY / target).exists(), target
