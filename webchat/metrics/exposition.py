"""The text that Prometheus reads. Source: Prometheus, "Exposition formats", text format 0.0.4."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

from webchat import __version__
from webchat.metrics.board import Board
from webchat.metrics.families import BUILD, COUNTED, RUNNING, WORKERS, Family, Labels

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Values = dict[Labels, tuple[float, ...]]


def exposition(board: Board, *, running: int | None) -> str:
    """What all workers counted, and how many replies are `running`; None leaves that family out."""
    series = _added_up(board)
    series[BUILD.name] = {(__version__,): (1.0,)}
    series[WORKERS.name] = {(): (float(sum(sheet.is_alive for sheet in board.sheets)),)}
    if running is not None:
        series[RUNNING.name] = {(): (float(running),)}
    families = [family for family in (*COUNTED, RUNNING, WORKERS, BUILD) if family.name in series]
    return "".join(f"{line}\n" for family in families for line in _lines(family, series[family.name]))


def _added_up(board: Board) -> dict[str, Values]:
    """Sums over all workers, by family and labels: counters also of those that are gone, gauges only of the living."""
    families = {family.name: family for family in COUNTED}
    sums: dict[str, Values] = defaultdict(dict)
    for sheet in board.sheets:
        for name, labels, numbers in sheet.readings():
            family = families.get(name)
            if family is None or family.size != len(numbers):
                continue  # counted by another version of this program, before it was reloaded
            if family.kind == "gauge" and not sheet.is_alive:
                continue
            others = sums[name].get(labels)
            sums[name][labels] = numbers if others is None else tuple(map(float.__add__, others, numbers))
    return sums


def _lines(family: Family, values: Values) -> Iterator[str]:
    yield f"# HELP {family.name} {family.about}"
    yield f"# TYPE {family.name} {family.kind}"
    for labels, numbers in sorted(values.items()):
        pairs = [f'{name}="{_escaped(value)}"' for name, value in zip(family.label_names, labels, strict=True)]
        if family.kind == "histogram":
            yield from _histogram(family, pairs, numbers)
        else:
            yield f"{family.name}{_braced(pairs)} {_number(numbers[0])}"


def _histogram(family: Family, pairs: list[str], numbers: tuple[float, ...]) -> Iterator[str]:
    total, *counts = numbers
    totals = list(accumulate(counts))
    for bound, count in zip((*map(_number, family.buckets), "+Inf"), totals, strict=True):
        bucket = _braced([*pairs, f'le="{bound}"'])
        yield f"{family.name}_bucket{bucket} {_number(count)}"
    yield f"{family.name}_sum{_braced(pairs)} {_number(total)}"
    yield f"{family.name}_count{_braced(pairs)} {_number(totals[-1])}"


def _braced(pairs: Iterable[str]) -> str:
    inside = ",".join(pairs)
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")
