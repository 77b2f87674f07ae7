"""How long a reply belongs to whoever writes it, from one renewal to the next."""

from datetime import timedelta

LEASE = timedelta(seconds=20)
