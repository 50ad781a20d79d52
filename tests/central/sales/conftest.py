"""A store with two shops, for the commands about sales."""

from collections.abc import Callable

import pytest

from central.store.database import open_store
from central.store.location import Location


@pytest.fixture
def data(new_location: Callable[[str], Location]) -> list[str]:
    """Options of a store with two shops."""
    location = new_location("sqlite")
    with open_store(location) as store, store.engine.begin() as connection:
        for number, site in enumerate("ab", 1):
            connection.exec_driver_sql(
                "INSERT INTO sites (id, key, tenant, site, zone) VALUES"
                f" ({number}, 'acme/{site}', 'acme', '{site}', 'Europe/Berlin')"
            )
    assert location.data is not None
    return ["--data", str(location.data)]
