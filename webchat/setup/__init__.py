"""`webchat setup`: asks in the terminal which service answers, tries it with a real request, and writes `.env`.

The key is typed hidden or comes by standard input; it is in no argument, no output and no file but that one.
"""
