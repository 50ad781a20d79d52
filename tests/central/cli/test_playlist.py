"""`vitrina-central playlist push`: to sites by name and by tag, with the ends of its experiments."""

import json
from datetime import date
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE
from central.store.creatives import set_creative
from central.store.database import open_store
from central.store.local_time import EPOCH_DAY
from central.store.location import Location
from central.store.playlists import wanted_by_site
from central.store.sites import set_site
from central.store.sums import sum_all
from tests.central import fleet
from tests.central.rows import rows
from tests.doubles.ready_store import ready

FILM = b"\0\0\0\x20ftypisom" + bytes(40)
DIGEST = "a" * 64
LIST = """[[creative]]
id = "spring_a"
weight = 0
[[creative]]
id = "spring_b"
weight = 0
[[experiment]]
id = "e12"
arms = { a = ["spring_a"], b = ["spring_b"] }
until = %s
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store with four sites, and two adverts with a film."""
    folder = tmp_path / "data"
    with open_store(ready(folder)) as store:
        for site in ("acme/berlin-7", "acme/berlin-8", "acme/rome-1", "other/rome-1"):
            set_site(store, site, zone="UTC", parts=None, is_new=True)
        for name in ("spring_a", "spring_b"):
            set_creative(store, f"acme/{name}", {"sha256": DIGEST})
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media" / DIGEST).write_bytes(FILM)
    write_list(tmp_path, date(2099, 12, 1))
    return folder


def write_list(folder: Path, until: date) -> None:
    (folder / "list.toml").write_text(LIST % until)


def push(data: Path, *options: str) -> int:
    return main(["playlist", "push", str(data.parent / "list.toml"), *options, "--data", str(data)])


def tag(data: Path, site: str, *tags: str) -> int:
    given = [word for name in tags for word in ("--tag", name)]
    return main(["site", "set", site, *given, "--data", str(data)])


def wanted(data: Path) -> dict[str, int]:
    with open_store(Location(data)) as store, store.engine.begin() as connection:
        return wanted_by_site(connection)


def test_a_tag_chooses_the_sites_of_its_tenant_that_have_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tag(data, "acme/berlin-7", "mall", "north") == DONE
    assert tag(data, "acme/rome-1", "mall") == DONE
    assert tag(data, "other/rome-1", "mall") == DONE
    assert push(data, "--tag", "acme/mall", "--site", "acme/berlin-8", "--site", "acme/berlin-7") == DONE
    assert wanted(data) == dict.fromkeys(("acme/berlin-7", "acme/berlin-8", "acme/rome-1"), 1)
    assert tag(data, "acme/rome-1", "") == DONE
    assert push(data, "--tag", "acme/mall") == DONE
    assert wanted(data) == {"acme/berlin-7": 2, "acme/berlin-8": 1, "acme/rome-1": 1}
    capsys.readouterr()
    assert main(["site", "list", "--json", "--data", str(data)]) == DONE
    listed = {each["site"]: each["tags"] for each in json.loads(capsys.readouterr().out)}
    assert (listed["acme/berlin-7"], listed["acme/rome-1"]) == (["mall", "north"], [])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "no sites were named. Add --site TENANT/SITE, or --tag TENANT/TAG."),
        (("--tag", "mall"), "no site has the tag mall"),
        (("--tag", "acme/park"), "no site has the tag acme/park"),
        (("--site", "acme/paris"), "there is no site acme/paris"),
    ],
)
def test_a_list_for_nobody_is_not_kept(
    data: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], reason: str
) -> None:
    assert push(data, *options) == BAD_USAGE
    assert reason in capsys.readouterr().err
    assert wanted(data) == {}


@pytest.mark.parametrize("name", ["Mall", "a b", "x" * 65, "acme/mall"])
def test_a_word_that_is_no_tag_is_refused(data: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert tag(data, "acme/rome-1", name) == BAD_USAGE
    assert "is not a tag" in capsys.readouterr().err


def test_tags_of_a_site_that_is_not_there_are_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tag(data, "acme/paris", "mall") == BAD_USAGE
    assert "there is no site acme/paris" in capsys.readouterr().err


def ends(data: Path) -> list[tuple[str, str]]:
    with open_store(Location(data)) as store:
        return [
            (str(key), date.fromordinal(day + EPOCH_DAY).isoformat())
            for key, day in rows(store, "SELECT key, planned_day FROM experiments")
        ]


def test_the_last_day_of_an_experiment_becomes_its_planned_end(data: Path) -> None:
    assert push(data, "--site", "acme/*") == DONE
    assert ends(data) == [("acme/e12", "2099-12-01")]


def test_an_end_that_is_named_after_its_data_is_told_and_not_planned(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person who sees the data could choose a lucky day. The playlist is sent all the same."""
    seen = fleet.reaction(1, experiment={"id": "e12", "arm": "a"})
    with open_store(Location(data)) as store:
        store.write_messages([fleet.reading("reaction", seen)])
        sum_all(store)
    write_list(data.parent, date(2026, 1, 1))
    assert push(data, "--site", "acme/*") == DONE
    assert "playlist: e12 has no planned end. data of 2026-11-" in capsys.readouterr().err
    assert ends(data) == []
    assert wanted(data)["acme/rome-1"] == 1


def test_a_refused_change_of_an_end_leaves_the_one_that_was_planned(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert push(data, "--site", "acme/*") == DONE
    write_list(data.parent, date(2026, 1, 1))
    assert push(data, "--site", "acme/*") == DONE
    shown = capsys.readouterr().err
    assert "playlist: the planned end of e12 was not changed to 2026-01-01. 2026-01-01 is over" in shown
    assert "no planned end" not in shown
    assert ends(data) == [("acme/e12", "2099-12-01")]


def test_an_experiment_by_day_is_planned_with_its_product(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`lift` finds the plan; it starts in the future, and a start that is over sends nothing."""
    days = 'unit = "day"\nfrom = 2099-01-05\nuntil = 2099-02-01'
    text = (LIST % "2099-12-01").replace('b = ["spring_b"]', "b = []").replace("until = 2099-12-01", days)
    (data.parent / "list.toml").write_text(text)
    assert push(data, "--site", "acme/*", "--product", "cola", "--placebo", "bread") == DONE
    planned = "SELECT experiment, against, product, placebos, seed FROM lift_plans"
    with open_store(Location(data)) as store:
        assert rows(store, planned) == [("e12", "b", "cola", '["bread"]', "e12")]
    assert main(["lift", "e12", "--data", str(data)]) == BAD_USAGE
    assert "the first day, 2099-01-05, is not over" in capsys.readouterr().err
    over = text.replace("2099-01-05", "2026-01-05").replace("2099-02-01", "2026-02-01").replace("e12", "e13")
    (data.parent / "list.toml").write_text(over)
    assert push(data, "--site", "acme/*") == BAD_USAGE
    assert "e13 starts on 2026-01-05, but its first day must be after today" in capsys.readouterr().err
    assert wanted(data)["acme/rome-1"] == 1
