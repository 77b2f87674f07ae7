"""`webchat check` names `webchat setup` where no key is set, and only there."""

import os
import shutil
from pathlib import Path

from tests.provider_server import ProviderServer
from tests.running import run_to_end

HINT = "webchat setup"


def test_without_a_key_the_check_names_the_command(tmp_path: Path, local_model_file: Path) -> None:
    installed = tmp_path / "data" / "model"
    shutil.copytree(
        local_model_file.parent, installed, copy_function=os.symlink, ignore=shutil.ignore_patterns("log", "lock")
    )

    code, output = run_to_end(tmp_path, "check")

    assert code == 0, output
    assert [line for line in output.splitlines() if HINT in line] == output.splitlines()[-1:]


def test_with_a_provider_it_does_not(tmp_path: Path, provider: ProviderServer) -> None:
    _, output = run_to_end(tmp_path, "check", OPENAI_BASE_URL=provider.base_url, WEBCHAT_MODEL="m")

    assert "right:" in output and HINT not in output
