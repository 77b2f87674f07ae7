"""The child process: serves the built-in model through llama.cpp's OpenAI-compatible API until its parent ends.

It imports nothing of webchat, to stay small, and ends when its standard input closes or its parent is another one.
It tells its port on standard output. By hand: `python -m webchat.localmodel --model FILE`.
"""

import argparse
import os
import select
import signal
from pathlib import Path
from typing import Any, NoReturn

LOOK_SECONDS = 0.5
SLOTS = 2
SLOT_TOKENS = 2048
LOG_BYTES = 1_000_000
ERRORS_ONLY = 1
MEANT_FOR_PARENT = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}


def main() -> NoReturn:
    """Serve, then exit with 0; with 1 when serving could not begin. Never with 3 or 4, which mean much to gunicorn."""
    options = _options()
    # Blocked rather than ignored: llama.cpp sets handlers of its own, which would end the server under us.
    signal.pthread_sigmask(signal.SIG_BLOCK, MEANT_FOR_PARENT)
    told = os.dup(1)
    os.set_inheritable(told, False)
    _redirect_output(options.log)
    server = _serve(options)
    port = server.listening_address.rpartition(":")[2]
    os.write(told, f"{port}\n".encode())
    _wait_for_end(options.parent)
    os._exit(0)  # at once: the library's own end would first finish what is running


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m webchat.localmodel", description="Serve a GGUF model.")
    parser.add_argument("--model", required=True, type=Path, help="the GGUF file")
    parser.add_argument("--name", default="local", help="the model's name in the API")
    parser.add_argument("--port", default=0, type=int, help="on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--threads", default=1, type=int, help="how many compute")
    parser.add_argument("--parent", default=os.getppid(), type=int, help="the process to end with")
    parser.add_argument("--log", type=Path, help="where errors go, instead of standard error")
    return parser.parse_args()


def _redirect_output(log: Path | None) -> None:
    """Keep the library's own words off the parent's streams."""
    target = 2
    if log is not None:
        target = _open_log(log)
    os.dup2(target, 1)
    os.dup2(target, 2)


def _open_log(log: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        if log.exists() and log.stat().st_size > LOG_BYTES:
            flags |= os.O_TRUNC
        return os.open(log, flags, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


def _serve(options: argparse.Namespace) -> Any:
    """llama.cpp's server, in threads of its own, with the model loaded; it serves as long as the object lives."""
    from xllamacpp import CommonParams, Server

    settings = CommonParams()
    settings.model.path = str(options.model)
    settings.model_alias = {options.name}
    settings.hostnames = ["127.0.0.1"]
    settings.port = options.port
    settings.cpuparams.n_threads = options.threads
    settings.n_ctx = SLOTS * SLOT_TOKENS
    settings.n_parallel = SLOTS
    settings.verbosity = ERRORS_ONLY
    settings.offline = True
    settings.cache_ram_mib = 0  # by default it keeps up to 8 GB of old prompts
    settings.sampling.penalty_repeat = 1.1  # at temperature 0 so small a model else repeats itself for ever
    settings.cors_origins = ""  # pages of other sites may not read answers
    settings.cors_origins_explicit = True
    settings.cors_credentials = False
    settings.ui = settings.endpoint_slots = settings.endpoint_props = settings.endpoint_metrics = False
    return Server(settings)


def _wait_for_end(parent: int) -> None:
    """Until standard input closes, or the parent is another process: one that it forked may hold our input open."""
    while os.getppid() == parent:
        readable, _, _ = select.select([0], [], [], LOOK_SECONDS)
        if readable and not os.read(0, 4096):
            return


if __name__ == "__main__":
    main()
