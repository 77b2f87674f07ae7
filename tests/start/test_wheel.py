"""A built wheel holds all that webchat needs, and starts from any folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import requests
from bs4 import BeautifulSoup

from tests.provider_server import ProviderServer
from tests.running import RunningWebchat

ROOT = Path(__file__).parents[2]


def test_an_installed_wheel_serves_page_styles_and_scripts_without_the_checkout(
    tmp_path: Path, provider: ProviderServer
) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=60)
    installed = tmp_path / "installed"
    with zipfile.ZipFile(next(tmp_path.glob("webchat-*.whl"))) as wheel:
        wheel.extractall(installed)
    environment = {"PYTHONPATH": str(installed), "OPENAI_BASE_URL": provider.base_url, "WEBCHAT_MODEL": "m"}

    with RunningWebchat(tmp_path / "elsewhere", **environment) as webchat:
        page = BeautifulSoup(requests.get(webchat.url, timeout=5).text, "html.parser")
        files = [str(it["href"]) for it in page.select("link")] + [str(it["src"]) for it in page.select("script")]
        in_german = requests.get(webchat.url, headers={"Accept-Language": "de"}, timeout=5)
        statuses = [requests.get(webchat.url + file, timeout=5).status_code for file in files]

    where = [sys.executable, "-c", "import webchat; print(webchat.__file__)"]
    loaded_from = subprocess.check_output(where, cwd=tmp_path, env=webchat.environment, text=True)
    assert len(files) == 4 and statuses == [200] * 4
    assert loaded_from.startswith(str(installed))
    assert "Neue Unterhaltung" in in_german.text
    assert (installed / "webchat" / "templates").is_dir()
    assert not (installed / "templates").exists()
