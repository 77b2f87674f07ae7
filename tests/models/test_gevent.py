"""Under gevent all requests share one thread: lists and checks leave it to the others while they wait."""

import subprocess
import sys
from pathlib import Path

from tests.provider_server import ProviderServer, pause

SCRIPT = """
from gevent import monkey
monkey.patch_all()
import sys, time
import gevent
from pathlib import Path
from tests.offered import catalogue_of, offered_provider
from webchat.config import Settings
from webchat.models.catalogue import Listed
from webchat.models.switchboard import Switchboard

ticks = []
def tick():
    while True:
        ticks.append(time.monotonic())
        gevent.sleep(0.01)

def longest():
    return max(later - earlier for earlier, later in zip(ticks, ticks[1:]))

gevent.spawn(tick)
gevent.sleep(0.02)
provider = offered_provider(sys.argv[1], "one", listed=Listed())
switchboard = Switchboard(catalogue_of(provider), Settings(data_dir=Path(".")))
switchboard.look()
began = time.monotonic()
state = switchboard.offers()[0].state
at_once = time.monotonic() - began
offers = switchboard.offers(5.0)[0]
switchboard.check()
print(state, at_once < 1, offers.state, len(offers.models), longest() < 1)
switchboard.close()
"""


def test_waiting_for_a_list_stops_nobody_else(provider: ProviderServer) -> None:
    names = ",".join(f'{{"id": "model-{number}", "object": "model"}}' for number in range(5_000))
    listed = [b'{"data": [', pause(1.5), names.encode() + b"]}"]
    provider.answer_raw(listed, headers={"Content-Type": "application/json"})

    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, provider.base_url],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )

    assert ran.stdout.split() == ["asking", "True", "there", "5001", "True"], ran.stderr


SIFTING = """
from gevent import monkey
monkey.patch_all()
import sys
from pathlib import Path
from tests.offered import catalogue_of, offered_provider
from webchat.config import Settings
from webchat.models.catalogue import Listed
from webchat.models.switchboard import Switchboard

ident = monkey.get_original("_thread", "get_ident")
threads = []

class Telling(Listed):
    def taken(self, model_ids):
        found = list(model_ids)
        threads.extend(ident() for _ in found)
        return Listed.taken(self, found)

provider = offered_provider(sys.argv[1], "one", listed=Telling(never=("*-b",)))
switchboard = Switchboard(catalogue_of(provider), Settings(data_dir=Path(".")))
switchboard.look()
offers = switchboard.offers(5.0)[0]
print(len(threads), ident() in threads, offers.state, len(offers.models))
switchboard.close()
"""


def test_list_is_sifted_in_a_thread_of_its_own(provider: ProviderServer) -> None:
    provider.models = ["model-a", "model-b"]

    ran = subprocess.run(
        [sys.executable, "-c", SIFTING, provider.base_url],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )

    assert ran.stdout.split() == ["2", "False", "there", "2"], ran.stderr
