"""Many rows of one statement, in both databases."""

import pytest

from central.store.many_rows import AT_ONCE, insert_many
from central.store.store import Store
from tests.central.rows import rows


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, 2 * AT_ONCE + 1])
def test_every_row_is_inserted_once_with_its_own_values(store: Store, count: int) -> None:
    wanted = [(f"tenant:{number}", "e", number, number + 1, "on'; --") for number in range(count)]
    columns = ("tenant", "experiment", "site_id", "day", "arm")
    with store.engine.begin() as connection:
        insert_many(connection, "arm_days", columns, [dict(zip(columns, row, strict=True)) for row in wanted])
    assert rows(store, f"SELECT {', '.join(columns)} FROM arm_days ORDER BY day") == wanted
