"""Location of a store: a data folder with SQLite, or a PostgreSQL database."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from central.errors import UsageError
from central.store.dialect import Dialect
from central.store.postgres import PostgresDialect
from central.store.sqlite import SqliteDialect

FILE = "central.db"


@dataclass(frozen=True, slots=True)
class Location:
    """Location of a store. `url`: URL of a PostgreSQL database, without a password; None: SQLite in the folder
    `data`. `is_migrated_by_hand`: only the command `migrate` changes the schema of a store that has tables.
    """

    data: Path | None
    url: str | None = None
    password: str | None = None
    ca_file: Path | None = None
    is_migrated_by_hand: bool = False

    def __str__(self) -> str:
        return str(self.file) if self.url is None else self.url

    @property
    def file(self) -> Path:
        """Path of the SQLite file."""
        assert self.data is not None
        return self.data / FILE

    def require_store(self) -> None:
        """Raise UsageError for a folder that contains no store, or that this user may not read. A missing PostgreSQL
        database raises its own error later.
        """
        if not self.has_store():
            raise UsageError(
                f"data: there is no store in {self.data} ({FILE}). Check the name of the folder."
                " `vitrina-central serve`, `import` or `migrate` creates a new store."
            )

    def has_store(self) -> bool:
        """True if the folder contains a store. Always true for a PostgreSQL database. Raises UsageError for a folder
        that this user may not read.
        """
        try:
            return self.url is not None or self.file.is_file()
        except PermissionError:
            raise UsageError(
                f"data: this user may not read {self.data}. Run the command as the user of the server. For the"
                " service: sudo -u vitrina-central vitrina-central …"
            ) from None

    def build_dialect(self, patience_s: float | None = None) -> Dialect:
        """Dialect of this database. Raises UsageError for a URL that is not valid, or a folder that cannot be
        created.
        """
        if self.url is None:
            self.make_folder()
            return SqliteDialect(self.file)
        return PostgresDialect(self._database_url(), self._tls_context(), patience_s)

    def make_folder(self) -> None:
        """Create the data folder of an SQLite store if it is missing. Raises UsageError."""
        if self.data is None or self.url is not None:
            return
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"data: the folder {self.data} cannot be created ({error.strerror}). Name another folder."
            ) from None

    def _database_url(self) -> URL:
        form = "[central] database is not of the form postgresql://user@host/name."  # the value may contain a password
        try:
            url = make_url(str(self.url))
        except (ArgumentError, ValueError):
            raise UsageError(f"settings: {form} Nothing was started.") from None
        if url.password is not None or "password" in url.query:
            raise UsageError(
                "settings: [central] database contains a password, which `ps` and logs would show. Put it in a"
                " file, and set database_password_file to that file. Nothing was started."
            )
        if url.drivername not in ("postgresql", "postgresql+pg8000") or not url.database:
            raise UsageError(f"settings: {form} Nothing was started.")
        query = {name: value for name, value in url.query.items() if name == "unix_sock"}
        return url.set(drivername="postgresql+pg8000", password=self.password, query=query)

    def _tls_context(self) -> ssl.SSLContext | None:
        if self.ca_file is None:
            return None
        try:
            return ssl.create_default_context(cafile=str(self.ca_file))
        except (OSError, ssl.SSLError) as error:
            raise UsageError(
                f"settings: [central] database_ca_file = {self.ca_file} cannot be used ({error}). Nothing was started."
            ) from None
