"""Limit of requests with the secret of a one-time link, by address: five wrong ones a minute."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from central.clock import now_ms
from central.store.attempts import address_bucket, give_attempt_back, take_attempt
from central.store.database import translate_database_errors
from central.store.store import Store

T = TypeVar("T")
TOO_OFTEN = "Too many requests."
HEADERS: Mapping[str, str] = {"x-robots-tag": "noindex, nofollow, noarchive"}


def try_link(store: Store, address: str, work: Callable[[Connection, int], T | None]) -> T:
    """Result of work that needs a valid link, in one transaction. `work` receives the connection and the time.

    Raises HTTPException: 404 if the work returns None, because the link does not work, and 429 after too many of them.
    """
    at_ms, bucket = now_ms(), f"link {address_bucket(address)}"
    with translate_database_errors(), store.engine.begin() as connection:
        wait_s = take_attempt(connection, [bucket], at_ms)
        if wait_s:
            raise HTTPException(429, TOO_OFTEN, {**HEADERS, "retry-after": str(wait_s)})
        result = work(connection, at_ms)
        if result is not None:
            give_attempt_back(connection, bucket, at_ms)
    if result is None:
        raise HTTPException(404, headers=dict(HEADERS))
    return result
