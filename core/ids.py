"""Public identifiers: a prefix that says what it is, then a time-sortable body: `job_01k9x2…`.

The body is a 48-bit millisecond clock and 80 random bits in Crockford base 32, as ULID lays them out
(https://github.com/ulid/spec), in lower case. Nothing about a neighbour can be guessed from one.
"""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 26

# Long enough for any prefix of up to 5 letters and its underscore.
ID_LENGTH = 32


def new_id(prefix: str) -> str:
    """Return a new id such as `job_01k9x2m4q8e6v3r7t5w1y9z0ab`, greater than every id of an earlier millisecond."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    body = "".join(_ALPHABET[number >> shift & 31] for shift in range((_LENGTH - 1) * 5, -1, -5))
    return f"{prefix}_{body}"
