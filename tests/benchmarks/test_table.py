"""What the rows and profiles look like in RESULTS.md."""

from benchmarks.profile import Sampled, part_of, short, told
from benchmarks.row import Row, not_run
from benchmarks.table import table


def test_row_is_one_line_with_its_verdict() -> None:
    rows = [Row("a | b", "1 ms", "2\nms", "2.00", "at most 3", False), not_run("c", "at most 1", "no such server")]

    lines = table(rows).splitlines()

    assert lines[2] == r"| a \| b | 1 ms | 2 ms | 2.00 | at most 3 | **no** |"
    assert lines[3] == "| c | – | not run: no such server | – | at most 1 | – |"


def test_profile_shares_the_processor_time_among_its_samples() -> None:
    library = "/x/lib/python3.11/site-packages/requests/api.py:get"
    ours = "/x/webchat/provider/client.py:Client.read"
    sampled = Sampled([(3, [library, ours]), (1, ["/x/webchat/markup/live.py:feed"])], cpu=0.004, tokens=100)

    words = told("Title", sampled)

    assert part_of([library, ours]) == "reading the provider"
    assert short(library) == "requests/api:get"
    assert "40 µs a token" in words
    assert "| `reading the provider` | 30.0 |" in words
    assert "| `markup/live:feed` | 10.0 |" in words
    assert "| `provider/client:Client.read` | 30.0 |" in words
