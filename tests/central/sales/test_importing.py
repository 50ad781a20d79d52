"""Files of sales that are no daily totals: refused as a whole, or set aside line by line, each with a sentence."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from central.cli.main import main
from central.errors import UsageError
from central.exit_codes import BAD_USAGE, DONE
from central.sales.sales_file import MOST_BYTES, MOST_ROWS, decode_text
from central.store.database import open_store
from central.store.location import Location
from tests.central.rows import rows

HEAD = "date,site,product,receipts,units,revenue"
GOOD = "2026-11-02,a,cola,40,55,99.50"


def take(data: list[str], *lines: str, more: tuple[str, ...] = (), head: str = HEAD) -> int:
    file = Path(data[1]).with_name("sales.csv")
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return main(["sales", "import", str(file), *more, *data])


def stored(data: list[str]) -> list[tuple[object, ...]]:
    with open_store(Location(Path(data[1]))) as store:
        return rows(
            store,
            "SELECT s.site, d.product, d.day, d.receipts, d.units, d.revenue FROM sales_days d"
            " JOIN sites s ON s.id = d.site_id ORDER BY 1, 2, 3",
        )


def set_aside(data: list[str]) -> list[int]:
    with open_store(Location(Path(data[1]))) as store:
        return [row[0] for row in rows(store, "SELECT line FROM sales_quarantine ORDER BY id")]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("hour", "a time of day"),
        ("Uhrzeit", "a time of day"),
        ("receipt_id", "a receipt"),
        ("Bon-Nr", "a receipt"),
        ("till", "a till"),
        ("Kasse 2", "a till"),
        ("loyalty_card", "a card"),
        ("cardnumber", "a card"),
        ("customer", "a person"),
        ("cashier_id", "a person"),
    ],
)
def test_a_column_finer_than_a_day_refuses_the_whole_file(
    column: str, kind: str, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(data, f"{GOOD},7", head=f"{HEAD},{column}") == BAD_USAGE
    said = capsys.readouterr().err
    assert f"looks like {kind}. Central stores totals by day and nothing finer" in said
    assert "Nothing was stored." in said
    assert stored(data) == []
    assert set_aside(data) == []


@pytest.mark.parametrize(
    "lines",
    [
        [f"2026-11-02,a,cola,4,{n},9.50" for n in range(12)],  # hours, their column removed
        [f"2026-11-0{day},{site},cola,{n},5,9.50" for day in (2, 3) for site in "ab" for n in (4, 7)],  # two tills
        ["2026-11-02 14:00,a,cola,4,5,9.50", "2026-11-02 15:00,a,cola,6,8,9.50"],
        ["2026-11-02T09:30:00,a,cola,4,5,9.50"],
        [GOOD, "2026-11-03,a,till 3,4,5,9.50"],
        [GOOD, "2026-11-03,a,cola 14:00,4,5,9.50"],
    ],
    ids=["hours", "tills", "times", "a time", "till as product", "hour as product"],
)
def test_hours_tills_and_receipts_without_their_column_refuse_the_whole_file(
    lines: list[str], data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(data, *lines) == BAD_USAGE
    said = capsys.readouterr().err
    assert "matched with the people before a screen" in said
    assert "Add up the lines of each day first." in said
    assert stored(data) == []
    assert set_aside(data) == []


DATES = (
    "24.11.2026",
    "11/24/2026",
    "24/11/26",
    "46350",
    "2026-11",
    "24-Nov-26",
    "2026-11-24 00:00:00",
    "",
    "2026-02-30",
)


def test_a_spreadsheets_own_dates_set_their_lines_aside(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert take(data, GOOD, *(f"{day},a,cola,41,50,90.00" for day in DATES)) == BAD_USAGE
    said = capsys.readouterr().err
    assert all(f"sales: line {line}: the date {day!r} is not a whole day" in said for line, day in enumerate(DATES, 3))
    assert "write dates as 2026-11-24" in said
    assert [row[2] for row in stored(data)] == [20_759]
    assert set_aside(data) == list(range(3, 3 + len(DATES)))


@pytest.mark.parametrize(
    ("lines", "bad", "said"),
    [
        (
            ["2026-11-02,a,cola,40,55,99.50 EUR", "2026-11-03,a,cola,40,55,99.50 EUR", "2026-11-03,b,cola,9,9,$12"],
            [4],
            "revenue is in USD, but most other lines have EUR",
        ),
        (
            [GOOD, "2026-11-02,a,cola,41,55,99.50", "2026-11-03,a,cola,1,1,1"],
            [2, 3],
            "lines 2 and 3 have other numbers",
        ),
        ([GOOD, "2026-11-02,berlin-mitte,cola,41,55,99.50"], [3], "there is no site 'berlin-mitte'"),
        ([GOOD, "2026-11-03,a,cola,4.5,55,99.50"], [3], "receipts is '4.5'"),
        ([GOOD, '2026-11-03,a,cola,4,55,"1,250"'], [3], "write a plain number"),
        ([GOOD, "2036-11-03,a,cola,4,55,9"], [3], "is not over in this shop"),
        ([GOOD, "2026-11-03,a,co\x00la,4,55,9"], [3], "the product is missing"),
        ([GOOD, "2026-11-03,a,cola,4,55"], [3], "the line has 5 columns"),
        ([GOOD, "2026-11-03,a,all,9,10,9", "2026-11-03,a,cola,9,11,9"], [3, 4], "name products that do not overlap"),
    ],
    ids=[
        "two currencies",
        "a day twice",
        "renamed site",
        "receipts",
        "separators",
        "future",
        "zero byte",
        "columns",
        "overlap",
    ],
)
def test_a_bad_line_is_set_aside_with_its_number_and_the_rest_is_stored(
    lines: list[str], bad: list[int], said: str, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(data, *lines) == BAD_USAGE
    printed = capsys.readouterr().err
    assert said in printed
    assert all(f"sales: line {line}: " in printed for line in bad)
    assert len(stored(data)) == len(lines) - len(bad)
    assert set_aside(data) == bad


def test_a_day_that_is_stored_with_other_numbers_is_set_aside_until_it_is_replaced(
    data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(data, GOOD) == DONE
    assert take(data, GOOD, "2026-11-03,a,cola,8,9,9") == DONE
    assert "stored 1 total; 1 was stored before." in capsys.readouterr().err
    other = "2026-11-02,a,cola,44,60,120.00"
    assert take(data, other) == BAD_USAGE
    assert "with --replace a 2026-11-02" in capsys.readouterr().err
    assert take(data, other, more=("--replace", "a", "2026-11-02")) == DONE
    assert stored(data)[0][3:] == (44, 60.0, 120.0)
    with open_store(Location(Path(data[1]))) as store:
        assert ("sales.replace", "acme") in rows(store, "SELECT what, tenant FROM audit")
        assert [row[0] > 0 for row in rows(store, "SELECT replaced_ms FROM sales_days WHERE replaced_ms > 0")] == [True]


def test_a_correction_with_a_bad_line_or_without_the_day_changes_nothing(
    data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(data, GOOD) == DONE
    before = stored(data)
    replace = ("--replace", "a", "2026-11-02")
    assert take(data, "2026-11-03,a,cola,8,9,9", more=replace) == BAD_USAGE
    assert "has no line of a on 2026-11-02" in capsys.readouterr().err
    assert take(data, "2026-11-02,a,cola,8,9,9", "2026-11-03,c,cola,8,9,9", more=replace) == BAD_USAGE
    assert take(data, GOOD, more=("--replace", "a")) == BAD_USAGE
    assert take(data, GOOD, more=("--replace", "zz", "2026-11-02")) == BAD_USAGE
    assert stored(data) == before


def test_a_day_of_nine_receipts_and_a_day_of_returns_are_stored(data: list[str]) -> None:
    assert take(data, "2026-11-02,a,cola,9,9,12", "2026-11-03,a,cola,3,-2,-4.5", "2026-11-04,acme/a,cola,0,0,0") == DONE
    assert [row[3:5] for row in stored(data)] == [(9, 9.0), (3, -2.0), (0, 0.0)]


def test_a_german_file_with_commas_is_read_and_an_unclear_number_is_set_aside(data: list[str]) -> None:
    head = HEAD.replace(",", ";")
    assert take(data, "2026-11-02;a;cola;40;55,5;99,50 €", "2026-11-03;a;cola;40;55;1.234", head=head) == BAD_USAGE
    assert [row[4:] for row in stored(data)] == [(55.5, 99.5)]
    assert set_aside(data) == [3]


def test_what_was_exported_is_read_again(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert take(data, GOOD, "2026-11-03,b,cola,8,9.25,9 EUR") == DONE
    capsys.readouterr()
    assert main(["sales", "export", *data]) == DONE
    head, *lines = capsys.readouterr().out.splitlines()
    assert take(data, *lines, head=head) == DONE
    assert "stored 0 totals; 2 were stored before" in capsys.readouterr().err


def test_a_spreadsheet_runs_no_product_as_a_formula(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The apostrophe of the export is not part of the name."""
    assert take(data, GOOD.replace("cola", "=1+1"), GOOD.replace("cola", "@x")) == DONE
    capsys.readouterr()
    assert main(["sales", "export", *data]) == DONE
    exported = capsys.readouterr().out
    assert [line.split(",")[2] for line in exported.splitlines()[1:]] == ["'=1+1", "'@x"]
    before = stored(data)
    file = Path(data[1]).with_name("exported.csv")
    file.write_text(exported)
    assert main(["sales", "import", str(file), *data]) == DONE
    assert stored(data) == before


def test_a_shop_that_is_written_in_two_ways_is_one_shop(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With and without its tenant: the same numbers are stored once, and others are set aside."""
    assert take(data, GOOD, GOOD.replace(",a,", ",acme/a,")) == DONE
    assert len(stored(data)) == 1
    lines = [f"2026-11-03,{site},cola,40,{units},99.50" for site, units in (("a", 55), ("acme/a", 56), ("b", 7))]
    assert take(data, *lines) == BAD_USAGE
    assert "lines 2 and 3 have other numbers for one day" in capsys.readouterr().err
    assert [row[0] for row in stored(data)] == ["a", "b"]
    assert set_aside(data) == [2, 3]


def test_a_long_name_of_a_product_takes_no_time(data: list[str]) -> None:
    """Spaces behind the word for a till once took hours."""
    started_s = process_time()
    assert take(data, f"2026-11-02,a,till{' ' * 1_500}x,40,55,99.50") == BAD_USAGE
    assert process_time() - started_s < 2.0
    assert set_aside(data) == [2]


def test_a_browser_may_send_as_many_lines_as_a_file_can_have() -> None:
    """Four million lines of one letter would take gigabytes."""
    with pytest.raises(UsageError, match="has more than 400,000 lines"):
        decode_text(b"x\n" * (MOST_ROWS + 1))
    assert MOST_BYTES / len("2026-11-02,b,c,1,1,1\n") < MOST_ROWS


def test_a_year_before_1970_is_a_mistake(data: list[str]) -> None:
    """A typed year such as 0202 would count two thousand years of missing days, and no export would show it."""
    assert take(data, GOOD, GOOD.replace("2026", "0202"), GOOD.replace("2026", "1969")) == BAD_USAGE
    assert set_aside(data) == [3, 4]
    assert len(stored(data)) == 1


def test_a_nul_reaches_no_csv_reader(
    data: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one of Python 3.10 raises an error of its own."""

    def read(lines: StringIO, **options: Any) -> Iterator[list[str]]:
        assert "\0" not in lines.getvalue()
        return reader(lines, **options)

    reader = csv.reader
    monkeypatch.setattr(csv, "reader", read)
    assert take(data, GOOD.replace(",a,", ",a\0,")) == BAD_USAGE
    assert set_aside(data) == [2]
    assert take(data, GOOD, head=f"{HEAD}\0") == BAD_USAGE
    assert "no column revenue" in capsys.readouterr().err
