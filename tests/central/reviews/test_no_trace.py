"""A sentence of a review is in no byte of the database, its log, the errors and the output, whatever is wrong."""

import gzip
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.cli import comments_import
from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from central.store.database import open_store
from central.store.location import Location
from tests.doubles.postgres import Postgres

PLANTED = "Zwiebelkuchenmonteur"
"""A word that nobody writes; it stands in every review, and in some of them where a date should be."""


@dataclass(frozen=True)
class Verdict:
    verdict: str


class Reader:
    """Reads the last word: the class. It raises for a text that it cannot read, as a broken network would."""

    def read(self, text: str) -> Verdict:
        if "boom" in text:
            raise RuntimeError(f"what is {text}?")
        return Verdict(text.split()[-1])


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments_import, "open_reader", lambda model: (Reader(), "fake@sha256:0"))


GOOD = [("2026-11-24", f"{PLANTED} number {number} was positive") for number in range(12)]
FEW = [("2026-11-25", f"{PLANTED} number {number} was negative") for number in range(9)]


def as_csv(rows: list[tuple[str, str]], delimiter: str = ",") -> str:
    quoted = (f'{day}{delimiter}"{text}"' for day, text in rows)
    return "\n".join([f"date{delimiter}text", *quoted]) + "\n"


def as_lines(rows: list[tuple[str, str]]) -> str:
    return "".join(json.dumps({"date": day, "text": text}) + "\n" for day, text in rows)


FILES: dict[str, tuple[str | bytes, int | tuple[int, ...]]] = {
    "csv": (as_csv(GOOD + FEW), DONE),
    "semicolons": (as_csv(GOOD + FEW, ";"), DONE),
    "json lines": (as_lines(GOOD + FEW), DONE),
    "a date that is a text": (as_csv([*GOOD, (PLANTED, PLANTED)]), BAD_USAGE),
    "columns the wrong way round": ("text,date\n" + as_csv(GOOD).partition("\n")[2], BAD_USAGE),
    "no head": (as_csv(GOOD).partition("\n")[2], BAD_USAGE),
    "a head of texts": (f'"{PLANTED}","{PLANTED}"\n' + as_csv(GOOD), BAD_USAGE),
    "a column more": (as_csv(GOOD) + f"2026-11-24,{PLANTED},{PLANTED}\n", BAD_USAGE),
    "an open quotation mark": (as_csv(GOOD) + f'2026-11-24,"{PLANTED}\n', BAD_USAGE),
    "a mark in the middle": (as_csv(GOOD) + f'2026-11-24,"{PLANTED}" {PLANTED}\n', BAD_USAGE),
    "half a JSON line": (as_lines(GOOD) + f'{{"date": "2026-11-24", "text": "{PLANTED}\n', BAD_USAGE),
    "a JSON list": (as_lines(GOOD) + f'["{PLANTED}"]\n', BAD_USAGE),
    "a text that is none": (as_lines(GOOD) + f'{{"date": "2026-11-24", "text": ["{PLANTED}"]}}\n', BAD_USAGE),
    "a date that is none": (as_lines(GOOD) + f'{{"date": {{"{PLANTED}": 1}}, "text": "x"}}\n', BAD_USAGE),
    "no UTF-8": (as_csv(GOOD).encode() + b"2026-11-24,\xff " + PLANTED.encode() + b"\n", NO_SOURCE),
    "a null": (as_csv(GOOD) + f"2026-11-24,{PLANTED}\0{PLANTED} positive\n", (DONE, BAD_USAGE)),
    "the future": (as_csv([*GOOD, ("2099-01-01", PLANTED)]), BAD_USAGE),
}


def options_of(place: Location, tmp_path: Path) -> list[str]:
    if place.url is None:
        return ["--data", str(place.data)]
    settings = tmp_path / "central.toml"
    settings.write_text(f'[central]\ndatabase = "{place.url}"\n')
    return ["--config", str(settings)]


def bytes_of(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in (".csv", ".toml"):
            yield path, path.read_bytes()


def import_all_ways(name: str, place: Location, folder: Path) -> None:
    """Imports a file twice: then it is refused, or wrong again. Looks at what is stored, and at a backup of it."""
    content, expected = FILES[name]
    reviews, backup = folder / "reviews.csv", folder / "backup.gz"
    reviews.write_bytes(content if isinstance(content, bytes) else content.encode())
    options = options_of(place, folder)
    code = main(["comments", "import", str(reviews), "--tag", "cola", "--tenant", "acme", *options])
    assert code in (expected if isinstance(expected, tuple) else (expected,)), name
    main(["comments", "import", str(reviews), "--tag", "cola", "--tenant", "acme", *options])
    main(["comments", "list", *options])
    backup.unlink(missing_ok=True)
    assert main(["backup", str(backup), *options]) == DONE
    assert PLANTED.encode() not in gzip.decompress(backup.read_bytes()), name


@pytest.mark.parametrize("name", FILES)
def test_no_byte_of_a_text_stays(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    import_all_ways(name, Location(tmp_path / "data"), tmp_path)
    shown = capsys.readouterr()
    for text in (shown.out, shown.err, caplog.text):
        assert PLANTED not in text
    for path, content in bytes_of(tmp_path):
        assert PLANTED.encode() not in content, path


def test_no_byte_of_a_text_stays_in_postgresql(
    tmp_path: Path,
    postgres: Postgres,
    new_location: Callable[[str], Location],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nor in its journal. One server has all databases: its files are searched once."""
    caplog.set_level(logging.DEBUG)
    for name in FILES:
        import_all_ways(name, new_location("postgresql"), tmp_path)
    shown = capsys.readouterr()
    for text in (shown.out, shown.err, caplog.text):
        assert PLANTED not in text
    for folder in (tmp_path, postgres.folder):
        for path, content in bytes_of(folder):
            assert PLANTED.encode() not in content, path


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """Else the test above could not fail."""
    with open_store(Location(tmp_path / "data")) as store, store.engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO facts VALUES ('{PLANTED}', 1)")
    assert any(PLANTED.encode() in content for _, content in bytes_of(tmp_path))


def test_a_network_that_fails_tells_no_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the library behind it says: its own words may hold the text."""
    reviews = tmp_path / "reviews.csv"
    reviews.write_text(as_csv([("2026-11-24", f"{PLANTED} boom")]))
    data = tmp_path / "data"
    options = ["--tag", "cola", "--tenant", "acme", "--data", str(data)]
    assert main(["comments", "import", str(reviews), *options]) == NO_SOURCE
    shown = capsys.readouterr().err
    assert "the model failed at review 1 (RuntimeError)" in shown
    assert PLANTED not in shown + caplog.text
    assert not any(PLANTED.encode() in content for _, content in bytes_of(tmp_path))
