"""`schedule` recommends, and nothing is sent; `--accept` keeps a playlist for the end of a day, which `serve` sends."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from central.cli.main import main
from central.cli.schedule import WEEKS
from central.clock import now_ms
from central.exit_codes import BAD_USAGE, DONE
from central.playlists.scheduled import apply_due_playlists
from central.reports.recommendation import USUAL_WEEKS
from central.store.database import open_store
from central.store.location import Location
from central.store.store import Store
from tests.central.reports.told_shops import messages, show, store_all
from tests.central.rows import rows
from tests.doubles.ready_store import ready

TODAY = datetime.fromtimestamp(now_ms() / 1000, timezone.utc).date()
SITE = ["--site", "acme/shop-1"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six shops of 30 days up to yesterday."""
    folder = tmp_path_factory.mktemp("schedule") / "data"
    with open_store(ready(folder)) as store:
        store_all(store, messages(TODAY - timedelta(days=1)))
    return folder


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    """The store, with a playlist of shop-1 and nothing accepted."""
    with open_store(Location(data)) as opened:
        with opened.engine.begin() as connection:
            for table in ("scheduled_playlists", "playlist_sites", "audit"):
                connection.exec_driver_sql(f"DELETE FROM {table}")
        show(opened)
        yield opened


def waiting(store: Store) -> list[tuple[object, ...]]:
    return rows(store, "SELECT site, version, base, due_ms FROM scheduled_playlists")


def test_it_is_advice(store: Store, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table with reasons; nothing is changed."""
    assert main(["schedule", *SITE, "--data", str(data)]) == DONE
    out = capsys.readouterr().out
    assert "smiles in shops like shop-1 are expected to rise by" in out
    for words in ("more likely to perform best", "gets the minimum share", "Limits of the recommendation"):
        assert words in out
    assert waiting(store) == []
    assert rows(store, "SELECT count(*) FROM playlists") != []
    assert rows(store, "SELECT count(*) FROM audit") == [(0,)]


def test_json_is_for_programs(store: Store, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", *SITE, "--booked", "a=0.3", "--weeks", "6", "--json", "--data", str(data)]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "vitrina.recommendation/2"
    assert [each["why"] for each in found["adverts"]] == ["booked", "most", "least"]
    assert found["to"] == str(TODAY - timedelta(days=1))
    assert found["gain"]["low"] > 0


def test_what_is_accepted_is_put_in_place_at_the_end_of_the_day(
    store: Store, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The act is in the audit log, with what it changes."""
    assert main(["schedule", *SITE, "--accept", "--json", "--data", str(data)]) == DONE
    captured = capsys.readouterr()
    ((site, version, base, due_ms),) = waiting(store)
    assert (site, datetime.fromtimestamp(int(str(due_ms)) / 1000, timezone.utc).date()) == (
        "acme/shop-1",
        TODAY + timedelta(days=1),
    )
    assert f"schedule: accepted version {version} for acme/shop-1." in captured.err
    ((who, what, detail),) = rows(store, "SELECT who, what, detail FROM audit")
    assert (who, what) == ("command line", "schedule.accept")
    assert detail.startswith(f"acme/shop-1: version {version} replaces {base} at the end of {TODAY}: ")
    assert "b 33% to 42%" in detail
    apply_due_playlists(store, int(str(due_ms)))
    ((text,),) = rows(
        store, "SELECT content FROM playlists p JOIN playlist_sites a ON a.version = p.id WHERE a.site = 'acme/shop-1'"
    )
    recommended = {each["creative"]: each["weight"] for each in json.loads(captured.out)["adverts"]}
    assert {each["id"]: each["weight"] for each in json.loads(text)["creatives"]} == recommended
    assert main(["schedule", *SITE, "--data", str(data)]) == DONE
    assert "42 %" in capsys.readouterr().out


def test_another_day_may_be_named(store: Store, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Within a month, and not one that is over."""
    later = TODAY + timedelta(days=3)
    assert main(["schedule", *SITE, "--accept", "--at", str(later), "--data", str(data)]) == DONE
    assert "the end of the local day" in capsys.readouterr().err
    assert main(["schedule", *SITE, "--data", str(data)]) == DONE
    assert "is accepted. It takes effect at the end of" in capsys.readouterr().out
    for wrong, words in (
        (["--accept", "--at", str(TODAY - timedelta(days=1))], "is not between today"),
        (["--accept", "--at", str(TODAY + timedelta(days=32))], "is not between today"),
        (["--at", str(later)], "Add --accept"),
    ):
        assert main(["schedule", *SITE, *wrong, "--data", str(data)]) == BAD_USAGE
        assert words in capsys.readouterr().err
    assert len(waiting(store)) == 1


def test_where_nothing_is_recommended_nothing_is_accepted(
    store: Store, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["schedule", *SITE, "--measure", "laughter_s", "--data", str(data)]
    assert main(options) == DONE
    assert "No change is recommended" in capsys.readouterr().out
    assert main([*options, "--accept"]) == BAD_USAGE
    assert "there is nothing to accept. No change is recommended, because other shares" in capsys.readouterr().err
    assert waiting(store) == []


@pytest.mark.parametrize("wrong", ["a", "a=", "a=x", "a=1.01", "A=0.5", "=0.5"])
def test_a_booking_is_an_advert_and_a_share(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["schedule", *SITE, "--booked", wrong])
    assert stopped.value.code == BAD_USAGE
    assert "is not an ad and its share from 0 to 1, such as spring=0.2" in capsys.readouterr().err


def test_the_parser_knows_what_reports_know() -> None:
    assert WEEKS == USUAL_WEEKS
