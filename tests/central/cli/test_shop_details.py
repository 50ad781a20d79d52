"""Names and places of shops on the command line: set one by one, imported from a file, and listed."""

import json
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from central.store.database import open_store
from central.store.location import Location
from tests.central.rows import rows


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_store(Location(tmp_path / "data")) as store, store.engine.begin() as connection:
        for site in ("berlin-7", "bonn-1"):
            connection.exec_driver_sql(
                f"INSERT INTO sites (key, tenant, site) VALUES ('acme/{site}', 'acme', '{site}')"
            )
    return tmp_path / "data"


def run(data: Path, *words: str) -> int:
    return main(["site", *words, "--data", str(data)])


def saved(data: Path) -> list[tuple[object, ...]]:
    with open_store(Location(data)) as store:
        return rows(store, "SELECT site, name, city, region, opening, shop_group, zone FROM sites ORDER BY site")


def audited(data: Path) -> list[tuple[object, ...]]:
    with open_store(Location(data)) as store:
        return rows(store, "SELECT what, detail, tenant FROM audit ORDER BY id")


def test_a_shop_is_named_and_listed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was set before and is not named stays; an empty text deletes."""
    assert run(data, "set", "acme/berlin-7", "--name", "Alexa", "--city", "Berlin", "--group", "malls") == DONE
    assert run(data, "set", "acme/berlin-7", "--opening", "Mo-Sa 10:00-20:00", "--group", "") == DONE
    alexa = ("berlin-7", "Alexa", "Berlin", None, "Mo-Sa 10:00-20:00", None, None)
    assert saved(data) == [alexa, ("bonn-1", *[None] * 6)]
    assert audited(data) == [
        ("shop.set", "acme/berlin-7: name, city, group", "acme"),
        ("shop.set", "acme/berlin-7: opening, group", "acme"),
    ]
    capsys.readouterr()
    assert run(data, "list") == DONE
    assert [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()] == [
        *("site", "acme/berlin-7", "acme/bonn-1"),
    ]
    assert run(data, "list", "--json") == DONE
    first, second = json.loads(capsys.readouterr().out)
    assert (first["name"], first["opening"]) == ("Alexa", "Mo-Sa 10:00-20:00")
    assert second["name"] is None


def test_a_file_sets_many_shops(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "shops.csv"
    file.write_bytes("\ufeffsite;name;city\r\nberlin-7;Alexa;Köln\r\nacme/bonn-1;;\r\n".encode())
    assert run(data, "import", str(file)) == DONE
    assert "2 shops in the file, 1 of them changed" in capsys.readouterr().err
    assert saved(data)[0][:3] == ("berlin-7", "Alexa", "Köln")
    assert audited(data) == [("shop.import", "acme: 1 shops", "acme")]


def test_every_bad_line_is_listed_and_nothing_is_stored(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, before = tmp_path / "shops.csv", saved(data)
    file.write_text("site,name\nberlin-7,good\nnowhere,x\nbonn-1,a\u202eb\n")
    assert run(data, "import", str(file)) == BAD_USAGE
    assert capsys.readouterr().err.splitlines() == [
        "site: line 3: there is no site 'nowhere'.",
        "site: line 4: the name 'ab' is not one line of at most 100 characters without control characters.",
        "site: 2 lines of the file cannot be used. Correct or remove them. Nothing was stored.",
    ]
    assert saved(data) == before


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (("set", "acme/nowhere", "--name", "x"), BAD_USAGE, "there is no site acme/nowhere"),
        (("set", "acme/bonn-1", "--name", "a\nb"), BAD_USAGE, "the name 'ab' is not one line"),
        (("set", "acme/bonn-1", "--opening", "always"), BAD_USAGE, "Write them as in 'Mo-Fr 09:00-20:00"),
        (("import", "/nowhere.csv"), NO_SOURCE, "/nowhere.csv cannot be read"),
    ],
)
def test_what_cannot_be_stored_is_refused(
    data: Path, words: tuple[str, ...], code: int, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = saved(data)
    assert run(data, *words) == code
    assert problem in capsys.readouterr().err
    assert saved(data) == before
