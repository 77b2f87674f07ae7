"""What may go wrong while a reply is written, each fault made for real: with one process, and with three workers."""

import pytest

pytest.register_assert_rewrite(
    *(f"tests.faults.{name}" for name in ("clocks", "killed", "stopping", "tab", "viewer", "waiting"))
)
