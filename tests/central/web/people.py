"""Users of the tests of the pages, and browsers in which they are signed in."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher

from central.clock import now_ms
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from central.store.sessions import begin_session
from central.store.tokens import add_token
from central.store.users import Role, add_user, find_user
from tests.central.reports.shops import fleet_of, stored
from tests.doubles.web import Browser

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes that cost nothing: a hash is checked with the parameters that stand in it."""
PASSWORD = "correct horse battery"
USERS = {
    "ann": (Role.ADMIN, "all"),
    "ed": (Role.EDITOR, "all"),
    "vi": (Role.VIEWER, "all"),
    "otto": (Role.VIEWER, "acme/shop-1"),
    "nell": (Role.VIEWER, "other/*"),
}
COOKIE = "vitrina"


def fill(folder: Path) -> Location:
    """A store of two tenants with users. `a` and `b` play at the five shops of acme, `own` at the one of other."""
    location = Location(folder / "data")
    location.build_dialect()  # makes the folder
    location.file.write_bytes(_filled())
    return location


@cache
def _filled() -> bytes:
    messages = fleet_of(5, 3, lambda site, _: {"a": 0.1 + 0.02 * site, "b": 0.2})
    messages += fleet_of(1, 2, lambda *_: {"own": 0.3}, tenant="other", prefix="branch-")
    with TemporaryDirectory(prefix="vitrina-people-") as name:
        with stored(Path(name), messages) as store:
            password_hash = QUICK.hash(PASSWORD)
            with store.engine.begin() as connection:
                for user, (role, scope) in USERS.items():
                    add_user(connection, user, password_hash, role, Scope.parse(scope))
        return Location(Path(name) / "data").file.read_bytes()


@dataclass
class Site:
    """Pages that run, and their store."""

    port: int
    location: Location

    def browser(self, name: str | None = None) -> Browser:
        """A browser, in which a user is signed in."""
        made = Browser(self.port)
        if name is not None:
            made.cookies[COOKIE] = self.session_of(name)
        return made

    def session_of(self, name: str, at_ms: int | None = None) -> str:
        """Token of a new session."""
        with open_store(self.location) as store, store.engine.begin() as connection:
            user = find_user(connection, name)
            assert user is not None
            return begin_session(connection, user, at_ms or now_ms())

    def token(self, name: str, access: str = "read", scope: str = "all", days: int = 30) -> dict[str, str]:
        """Headers with a new token."""
        with open_store(self.location) as store, store.engine.begin() as connection:
            secret = add_token(connection, name, access, Scope.parse(scope), days)
        return {"authorization": f"Bearer {secret}"}

    def sql(self, statement: str) -> None:
        """Changes the store."""
        with open_store(self.location) as store, store.engine.begin() as connection:
            connection.exec_driver_sql(statement)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Looks into the store."""
        with open_store(self.location) as store, read_view(store) as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]
