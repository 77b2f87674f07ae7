"""`python -m webchat` is the command `webchat`."""

from webchat.cli import main

main(prog_name="webchat")
