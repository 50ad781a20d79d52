"""Bytes of a kiosk and year in each store and in Parquet, of a simulated fleet: a part of `make bench-parquet`."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from central.store.database import open_store
from central.store.location import Location
from central.store.scope import Scope
from central.store.store import Store
from central.transfer.importer import import_lines
from central.transfer.lines import open_input, read_lines
from central.transfer.parquet.export import ParquetFilter, export_parquet
from tests.doubles.postgres import Postgres
from tests.evidence.parts import write_part

_SQLITE = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
_POSTGRESQL = "SELECT pg_database_size(current_database())"
MESSAGES = ("windows", "reactions", "cells", "plays")


def _file_bytes(folder: Path, *kinds: str) -> int:
    return sum(file.stat().st_size for kind in kinds for file in folder.glob(f"kind={kind}/**/*.parquet"))


def _growth(store: Store, lines: Path, size: str) -> int:
    """Bytes by which a store grows with these messages and their sums."""
    sizes = []
    for some in (None, lines):
        if some is not None:
            with open_input(str(some)) as source:
                import_lines(store, read_lines(source), lambda *_: None)
        with store.engine.begin() as connection:
            sizes.append(int(connection.exec_driver_sql(size).scalar_one()))
    return sizes[1] - sizes[0]


def measured(kiosks: int, days: int) -> dict[str, int]:
    """Bytes of all that a fleet sends in so many days, by store."""
    with tempfile.TemporaryDirectory() as root:
        lines = Path(root) / "lines.jsonl"
        program = "import sys; from central.cli.main import main; sys.exit(main(sys.argv[1:]))"
        simulate = ["simulate", "--kiosks", str(kiosks), "--days", str(days), "--out", str(lines)]
        subprocess.run([sys.executable, "-c", program, *simulate], check=True)
        folder = Path(root) / "fleet"
        server = Postgres()
        server.start()
        try:
            with open_store(Location(Path(root) / "data")) as store:
                found = {"SQLite": _growth(store, lines, _SQLITE)}
                export_parquet(store, folder, ParquetFilter(Scope.whole_store()), lambda _: None)
            with open_store(Location(None, server.new_database())) as store:
                found["PostgreSQL"] = _growth(store, lines, _POSTGRESQL)
        finally:
            server.remove()
        everything = [path.name.removeprefix("kind=") for path in folder.glob("kind=*")]
        found["Parquet"] = _file_bytes(folder, *everything)
        found["of these: plays"] = _file_bytes(folder, "plays")
        found["windows, reactions, cells"] = _file_bytes(folder, *(kind for kind in MESSAGES if kind != "plays"))
        found["sums"] = found["Parquet"] - _file_bytes(folder, *MESSAGES)
        return found


def main() -> int:
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kiosks", type=int, default=6)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    rows = ["| store | a kiosk and year | 1,000 kiosks |", "|---|---|---|"]
    for store, size in measured(options.kiosks, options.days).items():
        of_year = size / options.kiosks / options.days * 365
        rows.append(f"| {store} | {of_year / 1e6:,.1f} MB | {of_year / 1e6:,.1f} GB |")
    shown = "\n".join(rows) + "\n"
    print(shown)
    if options.table:
        write_part(options.table, "bytes", shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
