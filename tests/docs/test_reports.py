"""Commands that the pages of docs/results print, run as they are printed, with small data of the test."""

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the central server's packages are missing: make setup")

from central.cli.main import main
from central.clock import now_ms
from central.messages.values import NumberedMessage
from central.store.database import open_store
from central.transfer.lines import make_line
from tests.central import fleet
from tests.central.reports import told_shops
from tests.central.reports.shops import fleet_of
from tests.docs.test_central import CONFIG, ROOT, run
from tests.doubles.made_films import make_film, needs_ffmpeg
from tests.doubles.ready_store import ready

FOLDER = ROOT / "docs" / "results"
ELSEWHERE = ("sales.md",)
"""Pages whose commands another test runs: test_sales.py."""
PAGES = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md")) if path.name not in ELSEWHERE]
BLOCKS = [block.splitlines() for text in PAGES for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]
REPLAY = "vitrina replay --videos recordings --ads ads --out panel.jsonl"
pytestmark = needs_ffmpeg


def block_with(word: str) -> list[str]:
    found: list[str]
    (found,) = [block for block in BLOCKS if any(word in line for line in block)]
    return found


def write_lines(path: Path, sites: int, **changed: object) -> None:
    """Messages of so many sites over three days."""

    def levels(site: int, day: int) -> dict[str, float]:
        return {"spring_a": 0.10 + 0.01 * (site + day), "spring_b": 0.20 + 0.02 * site}

    messages = [each for each in fleet_of(sites, 3, levels, **changed) if isinstance(each, NumberedMessage)]
    lines = [
        make_line(fleet.topic(each.kind, f"{each.header.tenant}/{each.header.site}/{each.header.device}"), each.raw)
        for each in messages
    ]
    path.write_bytes(b"".join(lines))


def test_every_block_is_run_here() -> None:
    """A block that is added to a page is added here; test_commands.py runs `vitrina read-text`."""
    assert len(BLOCKS) == 11


def test_a_first_report_from_recordings(tmp_path: Path) -> None:
    """The lines of eight participants stand in for the recordings; tests/system/test_panel.py makes such lines."""
    write_lines(tmp_path / "lines.jsonl", 8, prefix="panel-")
    (tmp_path / "ads").mkdir()
    for name in ("spring_a", "spring_b"):
        make_film(tmp_path / "ads" / f"{name}.mp4", 3.0)
    block = block_with("--out panel.jsonl")
    assert block[0] == REPLAY
    first = (ROOT / "docs/start/first-panel.md").read_text(encoding="utf-8")
    assert set(first.partition(f"```sh\n{REPLAY}\n")[2].partition("```")[0].splitlines()) - {""} == set(block[1:])
    printed = run(block, tmp_path, {REPLAY: "cp lines.jsonl panel.jsonl"})
    assert "8 participants who watched “spring_a” smiled" in printed
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in page
    assert "spring_b got more smiles than spring_a" in page


def test_a_simulated_fleet_is_reported(tmp_path: Path) -> None:
    """As it is printed, with less to simulate."""
    block = block_with("simulate --kiosks 24")
    printed = run(block, tmp_path, {"--kiosks 24 --days 7": "--kiosks 8 --sites 8 --days 1 --hours 4"})
    assert "SIMULATED" in printed
    assert "Too early: " in printed
    assert (tmp_path / "report.html").exists()
    run(block_with("--language de"), tmp_path, {})
    assert 'lang="de"' in (tmp_path / "bericht.html").read_text(encoding="utf-8")


def test_reports_of_a_store_and_an_experiment(tmp_path: Path) -> None:
    write_lines(tmp_path / "lines.jsonl", 5, prefix="berlin-", arms={"spring_a": "a", "spring_b": "b"})
    text = (tmp_path / "lines.jsonl").read_text(encoding="utf-8").replace('"e1"', '"e12"')
    (tmp_path / "lines.jsonl").write_text(text, encoding="utf-8")
    assert main(["import", str(tmp_path / "lines.jsonl"), "--data", str(tmp_path / "data")]) == 0
    make_film(tmp_path / "spring_a.mp4", 3.0)
    printed = run(block_with("creative add"), tmp_path, {"berlin-7": "berlin-3"})
    assert "creative,second,measure,n,value,low,high,simulated" in printed
    assert "cola, week of" in printed
    assert "Spring, long" in (tmp_path / "november.html").read_text(encoding="utf-8")
    assert "in 80 of 100 experiments" in run(block_with("--people 60"), tmp_path, {})
    run(block_with("creative placebo"), tmp_path, {"experiment spring_a.placebo": "experiment e12"})
    assert 'id = "spring_a.placebo"' in (tmp_path / "november.toml").read_text(encoding="utf-8")
    printed = run(block_with("--until"), tmp_path, {})
    assert "With these numbers, 80 of 100 experiments detect a difference of" in printed
    assert "The planned end is 20 Dec 2026." in printed
    assert (tmp_path / "experiment.html").exists()
    assert "Only an experiment rules this out." in run(block_with("compare spring_a"), tmp_path, {})
    run(block_with("export impressions"), tmp_path, {})
    assert "gross impressions" in (tmp_path / "november.csv").read_text(encoding="utf-8")
    assert (tmp_path / "multipliers.jsonl").exists()


def test_a_recommendation_is_made_with_a_booked_share_and_accepted(tmp_path: Path) -> None:
    """For another shop, with ads of the test and its settings file."""
    today = datetime.fromtimestamp(now_ms() / 1000, timezone.utc).date()
    config = tmp_path / "central.toml"
    config.write_text(f'[central]\ndata = "{tmp_path}/data"\n', encoding="utf-8")
    with open_store(ready(tmp_path / "data")) as store:
        told_shops.store_all(store, told_shops.messages(today - timedelta(days=1)))
        told_shops.show(store)
    places = {CONFIG: str(config), "acme/berlin-7": "acme/shop-1", "spring=": "a="}
    printed = run(block_with("vitrina-central schedule"), tmp_path, places)
    assert "smiles in shops like shop-1 are expected to rise by" in printed
    assert "This ad is booked." in printed
    assert "schedule: accepted version" in printed
