"""Reviews are stored as counts by day, a day once, and below ten not at all."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.cli import comments_import
from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from central.reviews import network
from central.store.database import open_store
from central.store.location import Location
from tests.central.rows import rows

DAY = 20_781
"""2026-11-24."""


@dataclass(frozen=True)
class Verdict:
    verdict: str


class LastWord:
    """Reads the last word of a text, which is the class."""

    def read(self, text: str) -> Verdict:
        return Verdict(text.split()[-1])


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments_import, "open_reader", lambda model: (LastWord(), "fake@sha256:0"))


def write(folder: Path, counts: dict[str, dict[str, int]], name: str = "reviews.csv") -> Path:
    """A file with so many reviews of each class by day."""
    lines = [f"{day},it was {word}" for day, of in counts.items() for word, n in of.items() for _ in range(n)]
    file = folder / name
    file.write_text("\n".join(["date,text", *lines]) + "\n")
    return file


def run(folder: Path, *arguments: str) -> int:
    return main(["comments", *arguments, "--data", str(folder / "data")])


def take(folder: Path, file: Path, *more: str, tag: str = "cola") -> int:
    return run(folder, "import", str(file), "--tag", tag, "--tenant", "acme", *more)


def days(folder: Path) -> list[tuple[object, ...]]:
    with open_store(Location(folder / "data")) as store:
        return rows(store, "SELECT tag, day, n, negative, neutral, positive, unclear FROM review_days ORDER BY 1, 2")


def test_a_day_is_told_from_ten_reviews_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a day with nine nothing is kept but that it was of an import."""
    file = write(tmp_path, {"2026-11-24": {"positive": 7, "negative": 2, "unclear": 1}, "2026-11-25": {"neutral": 9}})
    assert take(tmp_path, file) == DONE
    assert (
        "stored 10 reviews of 1 days for acme: cola; 1 days with fewer than 10 reviews are withheld."
        in capsys.readouterr().err
    )
    assert days(tmp_path) == [("cola", DAY, 10, 2, 0, 7, 1), ("cola", DAY + 1, *[None] * 5)]
    assert run(tmp_path, "list", "--json") == DONE
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["from"], listed["to"], listed["days"], listed["told_days"], listed["comments"]) == (
        "2026-11-24",
        "2026-11-25",
        2,
        1,
        10,
    )
    assert listed["model"] == "fake@sha256:0"
    with open_store(Location(tmp_path / "data")) as store:
        assert rows(store, "SELECT what, detail FROM audit") == [("comments.import", "number 1, acme: cola")]


@pytest.mark.parametrize("of_day", ["2026-11-24", "2026-11-25"])
def test_a_day_is_imported_once(of_day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The difference of two imports could be one text: the day that was told, and the one that was not."""
    first = write(tmp_path, {"2026-11-24": {"positive": 10}, "2026-11-25": {"neutral": 9}})
    assert take(tmp_path, first) == DONE
    before = days(tmp_path)
    again = write(tmp_path, {of_day: {"positive": 11}, "2026-11-20": {"positive": 12}}, "again.csv")
    capsys.readouterr()
    for more in ([], ["--dry-run"]):
        assert take(tmp_path, again, *more) == BAD_USAGE
        assert f"1 days of this file, {of_day} to {of_day}, were already imported for 'cola'" in capsys.readouterr().err
    assert days(tmp_path) == before
    assert take(tmp_path, again, tag="lemon") == DONE


def test_days_of_an_import_that_was_removed_stay_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Else a text would be the difference of what was removed and of what came after."""
    file = write(tmp_path, {"2026-11-24": {"positive": 10}})
    assert take(tmp_path, file) == DONE
    assert run(tmp_path, "remove", "1") == DONE
    assert days(tmp_path) == [("cola", DAY, *[None] * 5)]
    assert take(tmp_path, file) == BAD_USAGE
    assert run(tmp_path, "remove", "1") == BAD_USAGE
    assert "there is no import 1, or it was already removed" in capsys.readouterr().err
    assert run(tmp_path, "list") == DONE
    assert "removed" in capsys.readouterr().out


def test_a_trial_stores_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, {"2026-11-24": {"positive": 12}})
    assert take(tmp_path, file, "--dry-run") == DONE
    assert "would store 12 reviews of 1 days" in capsys.readouterr().err
    assert days(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("date,text\n2026-11-24,good positive\nnever,good positive\n", "line 3: the date is not written like"),
        ("when,what\n2026-11-24,good positive\n", "no column text and no column date"),
        ("", "no column text and no column date"),
        ("date,text\n", "no review with a text"),
        ("date,text\n2026-11-24,   \n", "no review with a text"),
        ("date,text\n1970-01-01,good positive\n", "line 2: the date is in the future or too long ago"),
    ],
)
def test_a_file_with_a_fault_stores_nothing(
    content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows left out of a day could not be added later."""
    file = tmp_path / "reviews.csv"
    file.write_text(content)
    assert take(tmp_path, file) == BAD_USAGE
    assert said in capsys.readouterr().err
    assert days(tmp_path) == []


def test_what_is_missing_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file, a tenant, a network."""
    assert take(tmp_path, tmp_path / "none.csv") == NO_SOURCE
    file = write(tmp_path, {"2026-11-24": {"positive": 12}})
    assert run(tmp_path, "import", str(file), "--tag", "cola") == BAD_USAGE
    assert run(tmp_path, "import", str(file), "--tag", "cola", "--tenant", "No/Tenant") == BAD_USAGE
    assert take(tmp_path, file, tag=" ") == BAD_USAGE
    monkeypatch.setattr(comments_import, "open_reader", network.open_reader)
    assert take(tmp_path, file, "--model", str(tmp_path / "none.json")) == NO_SOURCE
    assert capsys.readouterr().err.count("Nothing was stored") >= 4
    assert days(tmp_path) == []
