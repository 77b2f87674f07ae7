"""Measures everything and writes `benchmarks/RESULTS.md`: `make bench`, or quicker with `BENCH_QUICK=1 make bench`.

`python -m benchmarks.run throughput start` only prints these rows.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.answers import Damaged
from benchmarks.bench import Bench, prepared
from benchmarks.cost_rows import bytes_of_a_token, memory_of_streams, start
from benchmarks.delay_rows import added_first_text, crowds, token_delay
from benchmarks.grown_up_row import grown_up
from benchmarks.load import LoadFailed
from benchmarks.machine import described, load_before
from benchmarks.open_files import allow_many_files
from benchmarks.profile import profiles
from benchmarks.row import Row, not_run
from benchmarks.scales import scales
from benchmarks.speed_rows import processor_time, throughput
from benchmarks.table import table

RESULTS = Path(__file__).parent / "RESULTS.md"
MEASUREMENTS: tuple[Callable[[Bench], list[Row]], ...] = (
    processor_time,
    throughput,
    crowds,
    added_first_text,
    token_delay,
    start,
    memory_of_streams,
    bytes_of_a_token,
    grown_up,
    scales,
)


def measured(bench: Bench, measurements: Sequence[Callable[[Bench], list[Row]]]) -> Iterator[Row]:
    """The rows, one after another; one that cannot be measured says why."""
    for measure in measurements:
        began = time.monotonic()
        try:
            rows = measure(bench)
        except (LoadFailed, Damaged, RuntimeError, OSError) as error:
            rows = [not_run(measure.__name__.replace("_", " "), "–", str(error).splitlines()[0][:300])]
        for row in rows:
            say(f"{row.what}: relay {row.relay}, webchat {row.ours}, ratio {row.ratio}, met: {row.verdict}")
            yield row
        say(f"    ({time.monotonic() - began:.0f} s)")


def say(words: str) -> None:
    """Tell the person who waits."""
    sys.stderr.write(words + "\n")


def main() -> None:
    """Measure, print, write."""
    allow_many_files()
    wanted, others = sys.argv[1:], load_before()
    with prepared() as bench:
        chosen = [measure for measure in MEASUREMENTS if not wanted or measure.__name__ in wanted]
        written = table(list(measured(bench, chosen)))
        sys.stdout.write(written)
        if wanted:
            return
        explained = profiles(bench)
    RESULTS.write_text(INTRODUCTION.format(machine=described(), others=others) + written + "\n" + explained)


INTRODUCTION = """\
# What webchat costs

Written by `make bench`; do not edit. {machine}.

Every figure is measured over the real protocol (form POST, then the event stream) against the same provider as a bare
relay of the same stack (`benchmarks/relay_app.py`: Flask, gevent, `requests`, the provider's lines passed on unread,
nothing stored), in turn within one run; medians of several repeats. Provider and load run on the same machine.
{others}

"""


if __name__ == "__main__":
    main()
