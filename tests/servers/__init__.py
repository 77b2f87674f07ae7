"""Real servers for the tests: PostgreSQL, Valkey and nginx from wheels, a clock that can be moved, a bad network.

Each is a context manager that starts what it needs and ends only that. `fixtures` offers them to every test.
"""
