"""`webchat assistants`: which assistants there are. The file that they stand in was checked when it was read."""

from collections.abc import Callable

from webchat.models.assistant import Assistant
from webchat.models.catalogue import Catalogue

HEADINGS = ("slug", "name", "model", "address")


def show(catalogue: Catalogue, report: Callable[[str], None]) -> None:
    """Report a line for each assistant, the default one marked, and that all are right."""
    rows = [HEADINGS, *(_row(catalogue, each) for each in catalogue.assistants)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS) - 1)]
    for row in rows:
        report("  ".join(cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True)))
    count = len(catalogue.assistants)
    report(f"{count} {'assistant is' if count == 1 else 'assistants are'} right.")


def _row(catalogue: Catalogue, assistant: Assistant) -> tuple[str, ...]:
    is_default = assistant.slug == catalogue.default_assistant
    address = f"{assistant.address} and /" if is_default else assistant.address
    return assistant.slug, assistant.name, assistant.model or f"{catalogue.default_model} (default)", address
