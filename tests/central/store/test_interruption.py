"""Statements that are ended by another thread, on both databases."""

import threading

import pytest

from central.errors import DatabaseError
from central.store.database import read_view
from central.store.interruption import InterruptedWorkError, Interruption
from central.store.store import Store

PATIENCE_S = 30.0
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT max(i) FROM n"


def test_a_statement_is_ended_and_the_connection_can_be_used_again(store: Store) -> None:
    interruption, errors, covered = Interruption(), list[str](), threading.Event()

    def work() -> None:
        try:
            with read_view(store) as connection, interruption.cover_work(store.dialect.build_cancel(connection)):
                covered.set()
                connection.exec_driver_sql(NUMBERS)
        except DatabaseError as error:
            errors.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    assert covered.wait(PATIENCE_S)
    while thread.is_alive():  # the statement may begin after a call
        interruption.end()
        thread.join(0.02)
    assert len(errors) == 1
    assert "interrupted" in errors[0] or "canceling statement" in errors[0]
    with read_view(store) as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1


def test_work_that_was_ended_gets_no_further_connection_and_none_is_ended_after_its_span() -> None:
    interruption, ended = Interruption(), list[str]()
    with interruption.cover_work(lambda: ended.append("before")):
        pass
    interruption.end()
    assert ended == []
    with pytest.raises(InterruptedWorkError), interruption.cover_work(lambda: ended.append("after")):
        pass
    assert ended == []
