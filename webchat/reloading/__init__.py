"""Reading the configuration again while the server runs: SIGHUP."""
