"""A reply that arrives with its page, for browsers without scripts."""

import threading

from tests.person import Person, address_of
from tests.provider_server import ProviderServer, finish, token, wait_for


def test_a_reply_that_arrives_has_the_focus_which_brings_it_into_view(
    without_scripts: Person, provider: ProviderServer
) -> None:
    written = threading.Event()
    provider.answer_raw([token("Slowly"), wait_for(written), finish()])
    address = address_of(without_scripts.send_message("One")).partition("#")[0]

    page = without_scripts.open_arriving(address, written)

    assert page.one("#arriving").has_attr("autofocus") and page.one("#arriving")["tabindex"] == "-1"
