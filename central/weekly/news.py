"""News of a week for one user after another. Users with the same sites share the computed numbers."""

from datetime import date
from functools import partial

from central.reports.week_news import answer_week_news
from central.reports.week_values import WeekNews
from central.store.database import read_view
from central.store.interruption import Interruption
from central.store.scope import Scope
from central.store.store import Store
from central.weekly.guarded import run_guarded


class NewsDesk:
    """Computes the news within a scope, and keeps only the newest. Mails are therefore sorted by scope."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._key: tuple[str, date] | None = None
        self._news: WeekNews | None = None

    def find_news(self, scope: Scope, monday: date, now_ms: int) -> WeekNews | None:
        """News of the week that starts on a Monday, within the scope; None if it has no site. Raises CentralError."""
        key = (str(scope), monday)
        if key != self._key:
            self._news = run_guarded(partial(self._answer, scope, monday, now_ms), "the numbers of the Monday mail")
            self._key = key
        return self._news

    def _answer(self, scope: Scope, monday: date, now_ms: int, interruption: Interruption) -> WeekNews | None:
        with (
            read_view(self._store) as connection,
            interruption.cover_work(self._store.dialect.build_cancel(connection)),
        ):
            return answer_week_news(connection, scope, monday, now_ms)

    def forget(self) -> None:
        """Forget the numbers, once all mails that are due are sent."""
        self._key, self._news = None, None
