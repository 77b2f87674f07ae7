"""Which models of a list are offered: as `fnmatch` says of each pattern, and quickly for many of both."""

import time
from fnmatch import fnmatchcase

from hypothesis import given, settings
from hypothesis import strategies as st

from webchat.models.catalogue import Listed
from webchat.models.sieve import Sieve

patterns = st.text(alphabet="ab-.*?[]!^$|(\n", max_size=8)


@settings(max_examples=200, deadline=None)
@given(several=st.lists(patterns, max_size=5), name=st.text(alphabet="ab-.*[]^$|(\n", max_size=8))
def test_name_is_held_when_one_of_the_patterns_fits(several: list[str], name: str) -> None:
    assert Sieve(several).holds(name) == any(fnmatchcase(name, each) for each in several)


def test_twenty_thousand_names_are_judged_by_four_hundred_patterns_in_moments() -> None:
    names = [f"maker-{number % 50}/model-{number}-instruct" for number in range(20_000)]
    listed = Listed(
        only=("maker-*", *(f"*-{number}x*" for number in range(199))), never=tuple(f"*-{n}y*" for n in range(200))
    )
    began = time.process_time()

    taken = list(listed.taken(names))

    assert all(taken) and len(taken) == len(names)
    assert time.process_time() - began < 2.0  # pattern by pattern it takes twelve
