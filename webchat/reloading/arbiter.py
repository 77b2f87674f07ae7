"""gunicorn's arbiter, which at SIGHUP reads our configuration again: its own way cuts replies."""

from gunicorn.arbiter import Arbiter as GunicornArbiter


class Arbiter(GunicornArbiter):  # type: ignore[misc]
    """Owns the listening socket and the workers."""

    def handle_hup(self) -> None:
        """SIGHUP: our configuration is read again; the workers stay."""
        self.app.reading.again()
