"""The report of the reference subscriber: on one screen, weighted by people, and silent where nothing may be told."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.reference import EXAMPLES
from tests.examples.loaded import report, subscriber

AT = "2026-11-24T10:02:30.000Z"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vitrina.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(subscriber.TABLES)
    return path


def tell(file: Path, *payloads: dict[str, Any], device: str = "acme/berlin-7/door") -> None:
    with closing(sqlite3.connect(file)) as db:
        (last,) = db.execute("SELECT ifnull(max(high), 0) FROM devices WHERE device = ?", (device,)).fetchone()
        for seq, payload in enumerate(payloads, last + 1):
            own = (
                {"id": f"{device[-20:]}-{seq}".replace("/", "."), "seq": seq, "at": AT}
                if "first_seq" not in payload
                else {}
            )
            kind = "state" if "first_seq" in payload else "reaction" if "n" in payload else "play"
            subscriber.keep(db, device, kind, json.dumps({**payload, **own}).encode())


def play(creative: str = "spring_a", **more: Any) -> dict[str, Any]:
    return {"creative": creative, "experiment": None, **more}


def reaction(creative: str = "spring_a", n: int = 10, smile: float = 0.2, **more: Any) -> dict[str, Any]:
    curve = {"n": more.pop("curve_n", [n, n]), "smile": more.pop("curve", [smile, smile])}
    told = {"exposed": 2 * n, "watchers": n + 1, "attention_s": 4.0, "n": n, "smile": smile, "curve": curve}
    return {"creative": creative, "experiment": None, **told, **more}


def former(fields: dict[str, Any]) -> dict[str, Any]:
    """The same as a kiosk sent it before version 3."""
    curve = {"positive" if name == "smile" else name: value for name, value in fields["curve"].items()}
    return {"positive" if name == "smile" else name: value for name, value in (fields | {"curve": curve}).items()}


def line_of(file: Path, name: str) -> str:
    lines: list[str] = list(report.report(file))
    return next(line for line in lines if line.startswith(name))


def test_batches_count_by_their_people(file: Path) -> None:
    """40 people at 0.10 and 10 at 0.60 are 50 at 0.20; attention is weighted by the exposed."""
    tell(file, reaction(n=40, smile=0.1, attention_s=2.0), reaction(n=10, smile=0.6, attention_s=7.0))
    assert line_of(file, "spring_a").split()[:7] == ["spring_a", "0", "100", "52", "3.0", "s", "0.20"]


def test_reactions_of_old_and_new_kiosks_are_one_mean_and_one_curve(file: Path) -> None:
    """Before version 3 a smile had another name."""
    old, new = reaction(n=30, smile=0.1, curve=[0.0, 0.2]), reaction(n=10, smile=0.5, curve=[0.4, 0.6])
    tell(file, former(old), new)
    assert line_of(file, "spring_a").split()[-2:] == ["0.20", "▃█"]


def test_cells_count_by_their_people_too(file: Path) -> None:
    """A second that one batch may not tell is that of the other; one that none may tell is a gap."""
    tell(
        file,
        reaction(curve_n=[30, 10, None, None], curve=[0.0, 0.8, None, None]),
        reaction(curve_n=[10, 10, 10, None], curve=[0.8, 0.8, 0.4, None]),
    )
    assert line_of(file, "spring_a").split()[-1] == "▃█▅·"  # 0.2, 0.8, 0.4 of 0.8
    assert "0 to 0.80" in next(iter(report.report(file)))


def test_numbers_beyond_their_range_are_averaged_and_then_clipped(file: Path) -> None:
    """Noise may carry them there: -0.30 and 0.50 of as many people are 0.10, and a mean below 0 shows as 0."""
    tell(
        file,
        reaction(smile=-0.3, curve_n=[10, 10, 10], curve=[-0.3, -0.4, 1.9]),
        reaction(smile=0.5, curve_n=[10, 10, 10], curve=[0.5, 0.2, 0.7]),
        reaction("winter", smile=-0.2, curve_n=[10, 10], curve=[-0.2, -0.3]),
        reaction("summer", smile=1.3, curve_n=[10, 10], curve=[1.4, 0.5]),
    )
    assert "0 to 1.00" in next(iter(report.report(file)))
    assert line_of(file, "spring_a").split()[-2:] == ["0.10", "▁▁█"]
    assert line_of(file, "winter").split()[-2:] == ["0.00", "▁▁"]
    assert line_of(file, "summer").split()[-2:] == ["1.00", "█▅"]


def test_a_creative_with_means_below_0_alone_has_a_curve(file: Path) -> None:
    """Its scale has no length; the curve lies on the floor."""
    tell(file, reaction(smile=-0.2, curve_n=[10, 10], curve=[-0.2, -0.3]))
    assert line_of(file, "spring_a").split()[-2:] == ["0.00", "▁▁"]


def test_a_creative_about_which_nothing_may_be_told_is_there(file: Path) -> None:
    """It was played; that is no person's business."""
    tell(file, play(), play())
    assert line_of(file, "spring_a").split(maxsplit=2) == ["spring_a", "2", "too few people to tell"]


def test_a_reader_that_tells_no_smiles_leaves_their_column_empty(file: Path) -> None:
    """The numbers of people are told. Batches without smiles do not weigh in the mean of those with them."""
    unread: dict[str, Any] = {"smile": None, "curve": [None, None]}
    tell(file, reaction(n=40, **unread), reaction("winter", n=40, **unread), reaction("winter", smile=0.3))
    assert line_of(file, "spring_a").split()[1:] == ["0", "80", "41", "4.0", "s", "-", "··"]
    assert line_of(file, "winter").split()[-2:] == ["0.30", "██"]


def test_arms_of_an_experiment_are_not_mixed(file: Path) -> None:
    """Nor with what was shown outside of it."""
    a, b = {"id": "e12", "arm": "a"}, {"id": "e12", "arm": "b"}
    tell(file, play(experiment=a), play(experiment=a), play(experiment=b), play(), reaction(experiment=a))
    assert line_of(file, "spring_a e12/a").split()[2:4] == ["2", "20"]
    assert line_of(file, "spring_a e12/b").split()[2] == "1"
    assert line_of(file, "spring_a ").split()[1] == "1"


def test_long_creatives_fit_on_the_screen(file: Path) -> None:
    """Ten minutes in 40 columns, each the mean of its fifteen seconds; and the page is no wider than 120."""
    rising = [second / 600 for second in range(600)]
    tell(file, reaction(curve_n=[10] * 600, curve=rising))
    line = line_of(file, "spring_a")
    assert len(line) <= 120
    assert "".join(sorted(line.split()[-1])) == line.split()[-1]
    assert len(line.split()[-1]) == report.COLUMNS


def test_long_names_keep_their_begin_and_end(file: Path) -> None:
    """And the columns below their titles."""
    name, device = "spring_" + "x" * 50 + "_a", f"{'a' * 64}/{'b' * 64}/{'c' * 64}"
    tell(file, play(name), reaction(name), device=device)
    assert line_of(file, "spring_xxxxx…xxxxxxxxx_a     1       20")
    assert line_of(file, f"{'a' * 16}…{'c' * 15} ?  ")


def test_how_the_kiosks_are(file: Path) -> None:
    """State, last word, messages, what is missing, what is lost; one that only tells has no state yet."""
    said = {"first_seq": 4, "last_seq": 9, "at": "2026-11-24T10:04:00.000Z"}
    tell(file, play(), {**said, "state": "sensing"}, {**said, "at": AT, "outbox": {"unsent": 0}})
    tell(file, play(), device="acme/berlin-7/till")
    assert line_of(file, "acme/berlin-7/door").split()[1:] == ["sensing", "2026-11-24T10:04:00.000Z", "1", "6", "2"]
    assert line_of(file, "acme/berlin-7/till").split()[1:] == ["?", AT, "1", "0", "0"]


def test_kiosks_of_research_are_marked(file: Path) -> None:
    """Their data are of no shop. A shop needs no mark, nor does an older kiosk, which says nothing of its use."""
    said = {"first_seq": 1, "last_seq": 0, "at": AT, "state": "paused"}
    tell(file, {**said, "use": "research"}, device="acme/lab/door")
    tell(file, {**said, "use": "shop"}, device="acme/oslo-1/door")
    assert line_of(file, "acme/lab/door").split()[1:3] == ["paused,research", AT]
    assert line_of(file, "acme/oslo-1/door").split()[1] == "paused"


def test_nothing_at_all_is_a_report_too(file: Path) -> None:
    assert [line.split()[0] for line in report.report(file) if line] == ["creative", "device"]


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """Whoever asks for the report in the wrong folder is told what to do."""
    program = [sys.executable, str(EXAMPLES / "subscriber.py"), "--report"]
    told = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "vitrina.db: there is no such file. Name the one that subscriber.py writes: --db FILE.\n"
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_it(file: Path) -> None:
    tell(file, play(), reaction())
    program = [sys.executable, str(EXAMPLES / "subscriber.py"), "--report", "--db", str(file)]
    told = subprocess.run(program, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == list(report.report(file))


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 50)), max_size=100))
def test_every_cell_has_its_place(cells: list[tuple[float, int]]) -> None:
    """As many characters as seconds, 40 at most; the highest is a full bar where seconds have columns of their own."""
    curve = [(smile * people, people) for smile, people in cells]
    top = max((smile for smile, people in cells if people), default=0.0)
    line = report.sparkline(curve, top)
    assert len(line) == min(len(cells), report.COLUMNS)
    if len(cells) <= report.COLUMNS:
        assert [bar == "·" for bar in line] == [people == 0 for _, people in cells]
        assert top < 1e-300 or report.BARS[-1] in line
