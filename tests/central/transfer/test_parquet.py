"""A folder of Parquet files holds what reports may show, whole messages and their sums, and nothing else."""

import json
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from central.cli.main import main
from central.errors import NotFoundError, SourceError, UsageError
from central.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from central.messages.values import NumberedMessage, Reading
from central.packages import missing_package_text
from central.store.database import open_store
from central.store.location import Location
from central.store.retention import forget_old_days
from central.store.scope import Scope
from central.store.store import Store
from central.store.sums import sum_all
from central.transfer.lines import make_line
from tests.central import fleet
from tests.central.fleet import reading
from tests.central.reports.test_rollups import messages, store_in_pieces
from tests.central.rows import rows

pq = pytest.importorskip("pyarrow.parquet", reason="Parquet wants pyarrow: make setup")

from central.transfer.parquet import export as exporting  # noqa: E402
from central.transfer.parquet import files  # noqa: E402
from central.transfer.parquet.export import ParquetFilter, export_parquet  # noqa: E402
from central.transfer.parquet.kinds import KINDS, MONTHLY, REVIEWS  # noqa: E402

SECRET = "who-is-this"
SUMS = ("window_hours", "play_hours", "reaction_days", "cell_days", "flow_days")
NAMES_OF_ROWS = {"tenant", "site", "device", "creative"}


def exported(store: Store, folder: Path, sites: Sequence[str] = (), **wanted: Any) -> list[str]:
    """Exports, and returns the lines of progress."""
    lines: list[str] = []
    scope = Scope.sites_scope(sites) if sites else Scope.whole_store()
    export_parquet(store, folder, ParquetFilter(scope, **wanted), lines.append)
    return lines


def read(folder: Path, kind: str) -> list[dict[str, Any]]:
    """Rows of a kind, file after file."""
    found = sorted(folder.glob(f"kind={kind}/**/*.parquet"))
    return [row for file in found for row in pq.ParquetFile(file).read().to_pylist()]


def comparable(some: list[dict[str, Any]]) -> list[list[Any]]:
    """Rows by their content: sums of fractions depend in their last digits on the order in which they are made."""
    return sorted(
        ([round(value, 9) if isinstance(value, float) else value for value in row.values()] for row in some), key=repr
    )


def everything(folder: Path) -> Iterator[tuple[str, str, Any]]:
    """Each value with its kind and column, the metadata of the files as well."""
    for kind in KINDS:
        for row in read(folder, kind):
            yield from ((kind, column, value) for column, value in row.items())
    for file in folder.glob("**/*.parquet"):
        for name, text in (pq.read_schema(file).metadata or {}).items():
            yield "metadata", name.decode(), text.decode(errors="replace")


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new folder."""
    return tmp_path_factory.mktemp("parquet")


@pytest.fixture(scope="module")
def made() -> list[Reading]:
    """Messages of six sites over the end of a month."""
    return messages(seed=11)


def fill(store: Store, made: list[Reading]) -> None:
    """Writes them, and what nobody may have: junk, a clone and an alert."""
    store_in_pieces(store, made)
    door = "acme/shop-1/door"
    bad = [reading("window", fleet.window(1, door, level_db=1.0, unknown=SECRET), door)]
    bad += [reading("play", {"creative": SECRET}, door), reading("alert", fleet.alert(9_000, door, text=SECRET), door)]
    assert len(store.write_messages(bad).rejections) == 2
    with store.engine.begin() as connection:
        for tenant, n in (("acme", 12), ("acme", None), ("other", 14)):
            key = f"'{tenant}', 'brand', {20_000 + (n or 0)}, 1"
            counts = "NULL, NULL, NULL, NULL, NULL" if n is None else f"{n}, 2, 3, 6, {n - 11}"
            connection.exec_driver_sql(f"INSERT INTO review_days VALUES ({key}, {counts})")
    sum_all(store)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, made: list[Reading]) -> Path:
    """Folder of a filled SQLite store."""
    data = tmp_path_factory.mktemp("filled")
    with open_store(Location(data)) as store:
        fill(store, made)
    return data


@pytest.fixture
def filled(template: Path, tmp_path: Path) -> Iterator[Store]:
    """A filled store of its own."""
    data = shutil.copytree(template, tmp_path / "data")
    with open_store(Location(data)) as store:
        yield store


def test_both_databases_give_the_same_rows(
    filled: Store, made: list[Reading], folder: Path, new_location: Callable[[str], Location]
) -> None:
    """With the same types."""
    exported(filled, folder / "sqlite")
    with open_store(new_location("postgresql")) as other:
        fill(other, made)
        exported(other, folder / "postgresql")
    for kind in KINDS:
        assert comparable(read(folder / "sqlite", kind)) == comparable(read(folder / "postgresql", kind))
        schemas = {pq.read_schema(file).remove_metadata() for file in folder.glob(f"*/kind={kind}/**/*.parquet")}
        assert len(schemas) == 1


def test_no_row_is_finer_than_a_message(filled: Store, made: list[Reading], folder: Path) -> None:
    """Windows, reactions, plays, comments are the messages, each once; cells are the seconds that a message tells."""
    exported(filled, folder)
    told: dict[str, Counter[tuple[object, ...]]] = {
        kind: Counter() for kind in ("window", "reaction", "play", "comments")
    }
    seconds = 0
    for message in made:
        assert isinstance(message, NumberedMessage)
        values = json.loads(message.raw)
        of_kiosk = (message.header.tenant, message.header.site, message.header.device)
        told[message.kind].update([(*of_kiosk, values.get("visits"), values.get("plays"), values.get("creative"))])
        seconds += len(values["curve"]["n"]) if message.kind == "reaction" else 0
    for kind, counted in told.items():
        found = Counter(
            (row["tenant"], row["site"], row["device"], row.get("visits"), row.get("plays"), row.get("creative"))
            for row in read(folder, kind if kind == "comments" else f"{kind}s")
        )
        assert found == counted
    assert len(read(folder, "cells")) == seconds


def test_sums_are_those_of_the_store(filled: Store, folder: Path) -> None:
    """Column for column, with names beside the numbers."""
    exported(filled, folder)
    for kind in MONTHLY:
        if kind.name in SUMS:
            found = [tuple(row[name] for name in kind.columns) for row in read(folder, kind.name)]
            stored = rows(filled, f"SELECT {', '.join(kind.columns)} FROM {kind.name}")
            assert Counter(found) == Counter(stored)
            assert found
    named = {(row["site_id"], f"{row['tenant']}/{row['site']}") for row in read(folder, "cell_days")}
    assert named <= set(rows(filled, "SELECT id, key FROM sites"))


def test_nothing_joins_rows_with_messages_or_with_what_was_rejected(
    filled: Store, made: list[Reading], folder: Path
) -> None:
    """No id, number or payload of a message, no quarantine, no alert, no state of a kiosk."""
    exported(filled, folder)
    ids = {json.loads(message.raw)["id"] for message in made if isinstance(message, NumberedMessage)}
    hidden = ids | {uuid.UUID(one).hex for one in ids} | {SECRET}
    columns = set()
    for kind, column, value in everything(folder):
        columns.add(column)
        assert not isinstance(value, bytes), f"{kind}.{column}"
        assert not (isinstance(value, str) and any(word in value for word in hidden)), f"{kind}.{column}"
    of_store = {name for kind in MONTHLY for name in kind.columns}
    assert columns & {"seq", "id", "payload", "at_ms", "received_ms", "state", "digest", "sha256"} == {"id"}
    assert {path.parent.name for path in folder.glob("kind=*/*.parquet")} == {
        "kind=sites",
        "kind=creatives",
        "kind=reviews",
    }
    shown = of_store | NAMES_OF_ROWS | {"id", "key", "zone", "parts", "kiosks", "is_research", "name", "tag", *REVIEWS}
    assert {name for name in columns if not name.startswith("vitrina.")} <= shown | {"duration_ms"}


def test_sites_are_those_that_were_asked_for(filled: Store, folder: Path) -> None:
    """Nothing of another site, not even its name or an advert that it alone showed."""
    filled.write_messages([reading("play", fleet.play(1, "other/shop/door", creative="elsewhere"), "other/shop/door")])
    exported(filled, folder, sites=("acme/shop-1", "acme/shop-2"))
    named = {value for _, column, value in everything(folder) if column in ("site", "tenant", "key", "creative")}
    assert named - {None} == {"acme", "shop-1", "shop-2", "acme/shop-1", "acme/shop-2", "a", "b", "acme/a", "acme/b"}
    exported(filled, folder / "tenant", sites=("other/*",), kinds=("plays",))
    assert [row["creative"] for row in read(folder / "tenant", "plays")] == ["elsewhere"]
    assert read(folder / "tenant", "windows") == []
    with pytest.raises(NotFoundError, match="there is no site acme/none"):
        exported(filled, folder / "none", sites=("acme/none",))
    with pytest.raises(
        UsageError, match=r"contains the sites acme/shop-1 acme/shop-2, but this export contains all\. Name"
    ):
        exported(filled, folder)


def test_a_month_is_written_whole_and_replaces_itself(filled: Store, folder: Path) -> None:
    """Days choose months; late messages come with the next export, and nothing is there twice."""
    exported(filled, folder)
    months = {path.name for path in folder.glob("kind=windows/*")}
    assert months == {"month=2026-10", "month=2026-11"}
    november = {file: file.stat().st_mtime_ns for file in folder.glob("kind=*/month=2026-11/*")}
    october = {file: file.read_bytes() for file in folder.glob("kind=*/month=2026-10/*")}
    before = len(read(folder, "windows"))
    door = "acme/shop-1/door"
    late = fleet.window(8_000, door, **{"from": "2026-11-03T10:00:00.000Z", "to": "2026-11-03T10:30:00.000Z"})
    assert filled.write_messages([reading("window", late, door)]).rejections == []
    day = rows(filled, "SELECT day FROM windows WHERE seq = 8000")[0][0]
    lines = exported(filled, folder, from_day=day, to_day=day)
    assert lines
    assert all(" 2026-11: " in line for line in lines)
    assert len(read(folder, "windows")) == before + 1
    assert october == {file: file.read_bytes() for file in folder.glob("kind=*/month=2026-10/*")}
    assert all(file.stat().st_mtime_ns > at for file, at in november.items())


def test_plays_that_were_forgotten_leave_the_folder(filled: Store, folder: Path) -> None:
    """With the next export, whatever its months and kinds are."""
    exported(filled, folder)
    assert read(folder, "plays")
    forget_old_days(filled, play_days=0)
    exported(filled, folder, from_day=21_000, kinds=("windows",))
    kept = rows(filled, "SELECT count(*) FROM plays")[0][0]
    assert len(read(folder, "plays")) == kept == 0
    assert not list(folder.glob("kind=plays/*"))
    assert read(folder, "play_hours")


def test_a_folder_is_whole_after_an_export_that_was_cut_short(
    filled: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Months that were not finished are as before; the next export writes all, and takes leavings away."""
    exported(filled, folder)
    before = {kind.name: read(folder, kind.name) for kind in MONTHLY}
    add, calls = files.MonthWriter.add, iter(range(100))

    def full(writer: files.MonthWriter, some: files.Rows) -> None:
        add(writer, some)
        if next(calls) == 5:
            raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(files.MonthWriter, "add", full)
        with pytest.raises(SourceError, match=r"cannot be written .No space left on device.. Months that were not"):
            exported(filled, folder)
    assert {kind.name: read(folder, kind.name) for kind in MONTHLY} == before
    assert json.loads((folder / "_vitrina.json").read_text())["is_complete"] is False
    november = folder / "kind=windows" / "month=2026-11"
    november.rename(november.with_name(".month=2026-11.old"))  # killed between the two renames
    (folder / "kind=cells" / ".month=2026-11.new").mkdir()
    lines = exported(filled, folder, from_day=30_000)
    assert lines[0] == "the last export was interrupted, so everything is written again"
    assert {kind.name: read(folder, kind.name) for kind in MONTHLY} == before
    assert [path.name for path in folder.rglob(".*")] == [".lock"]
    assert json.loads((folder / "_vitrina.json").read_text())["is_complete"] is True


def test_rows_are_sorted_over_the_parts_of_a_month(
    filled: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cells by creative, site, second; the rest of the messages by site, kiosk, time. A file ends at its size."""
    monkeypatch.setattr(files, "FILE_BYTES", 2_000)
    monkeypatch.setattr(files, "GROUP_ROWS", 16)
    monkeypatch.setattr(exporting, "AT_ONCE", 16)
    exported(filled, folder)
    assert len(list(folder.glob("kind=cells/month=2026-11/part-*.parquet"))) > 3
    for kind in MONTHLY:
        for month in folder.glob(f"kind={kind.name}/month=*"):
            parts = sorted(month.glob("*.parquet"), key=lambda path: int(path.stem.rpartition("-")[2]))
            keys = [
                tuple(row[name] for name in kind.order)
                for part in parts
                for row in pq.ParquetFile(part).read().to_pylist()
            ]
            assert keys == sorted(keys)
    assert next(kind.order[:3] for kind in MONTHLY if kind.name == "cells") == ("creative_id", "site_id", "second")


def test_each_file_says_what_made_it(filled: Store, folder: Path) -> None:
    exported(filled, folder / "real")
    filled.write_messages([reading("play", fleet.play(1, "sim-1/shop/door"), "sim-1/shop/door")])
    exported(filled, folder / "both")
    exported(filled, folder / "made", sites=("sim-1/shop",))
    for name, simulated in (("real", "no"), ("both", "some"), ("made", "yes")):
        for file in (folder / name).glob("**/*.parquet"):
            said = {key.decode(): text.decode() for key, text in pq.read_schema(file).metadata.items()}
            assert said["vitrina.simulated"] == simulated
            assert said["vitrina.schema"] == "vitrina.parquet/2"
            assert said["vitrina.generated_by"].startswith("vitrina-central ")
            assert pq.ParquetFile(file).metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_folder_of_something_else_is_left_alone(
    filled: Store, folder: Path, new_location: Callable[[str], Location]
) -> None:
    """Files of somebody, and an export of another store."""
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"is not empty and is not an export\. Name a new folder"):
        exported(filled, folder)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    exported(filled, folder / "fleet")
    with open_store(new_location("sqlite")) as other:
        other.write_messages([reading("play", fleet.play(1, "zoo/shop/door"), "zoo/shop/door")])
        with pytest.raises(UsageError, match="was written from another store: its site 1 is"):
            exported(other, folder / "fleet")


def test_the_command_logs_and_names_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ["--data", str(tmp_path / "data")]
    lines = tmp_path / "lines.jsonl"
    lines.write_bytes(make_line(fleet.topic("play"), fleet.payload(fleet.play(1))))
    assert main(["import", str(lines), *data]) == DONE
    folder = str(tmp_path / "fleet")
    assert main(["export", "parquet", folder, *data, "--site", "acme/berlin-7", "--kind", "plays"]) == DONE
    said = capsys.readouterr().err
    assert "export: plays 2026-11: 1 rows, 0.0 MB\n" in said
    assert f"export: wrote 1 rows (0.0 MB) to {folder}\n" in said
    with open_store(Location(tmp_path / "data")) as store:
        logged = rows(store, "SELECT who, what, detail FROM audit")
    assert logged == [("command line", "export.parquet", "site: acme/berlin-7, kind: plays")]
    wrong = ["--from", "2026-11-02", "--to", "2026-11-01"]
    assert main(["export", "parquet", folder, *data, *wrong]) == BAD_USAGE
    assert "2026-11-02 to 2026-11-01 contains no day. Swap --from and --to." in capsys.readouterr().err
    assert main(["export", "parquet", str(lines / "below"), *data]) == NO_SOURCE
    assert "cannot be written (Not a directory)" in capsys.readouterr().err
    monkeypatch.setattr("central.cli.export.find_spec", lambda _: None)
    assert main(["export", "parquet", folder, *data]) == BAD_USAGE
    said = f"export: {missing_package_text('pyarrow', 'analysis')}\n"
    assert capsys.readouterr().err == said


def test_reviews_go_to_whoever_gets_a_whole_tenant(filled: Store, folder: Path) -> None:
    """They are of a brand and of no shop. Days that are not told are left out."""
    exported(filled, folder / "all")
    found = read(folder / "all", "reviews")
    assert [(row["tenant"], row["tag"], row["day"], row["n"], row["unclear"]) for row in found] == [
        ("acme", "brand", 20_012, 12, 1),
        ("other", "brand", 20_014, 14, 3),
    ]
    exported(filled, folder / "tenant", ["acme/*"])
    assert [row["tenant"] for row in read(folder / "tenant", "reviews")] == ["acme"]
    exported(filled, folder / "shop", ["acme/shop-1"])
    assert read(folder / "shop", "reviews") == []
