"""A playlist made on the pages has the bytes that `playlist push` makes of the same playlist as a file."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from central.errors import UsageError
from central.playlists.content import Films, find_faults, playlist_json, read_playlist_file
from central.playlists.draft import (
    Draft,
    Shops,
    add_ads,
    add_arm,
    add_experiment,
    draft_of_content,
    draft_toml,
    remove_ad,
    remove_experiment,
    with_days,
    with_first_days,
)
from central.web.playlist_form import apply_form, rhythm_of

FILM, IMAGE = b"\0\0\0\x20ftypisom" + bytes(40), b"\x89PNG\r\n\x1a\n" + bytes(40)
NAMES = ("spring_a", "spring-b", "c.1", "d", "e")
IMAGES = ("d", "e")
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(str)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Films:
    folder: Path = tmp_path_factory.mktemp("films")
    kept = {}
    for name in NAMES:
        content = (IMAGE if name in IMAGES else FILM) + name.encode()
        kept[name] = hashlib.sha256(content).hexdigest()
        (folder / kept[name]).write_bytes(content)
    return Films("acme", kept.get, folder)


def optional(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Tables with some of the keys, in any order."""
    tables = st.fixed_dictionaries({}, optional=values)
    return tables.flatmap(lambda table: st.permutations([*table.items()]).map(dict))


def ad(name: str) -> st.SearchStrategy[dict[str, Any]]:
    seconds = {"duration_s": st.one_of(st.integers(1, 600), st.floats(1, 600))} if name in IMAGES else {}
    rest = optional(
        weight=st.integers(0, 100),
        muted=st.booleans(),
        open=st.sampled_from(["Mo-Fr 09:00-20:00", "Sa 10:00-13:00, 14:00-18:00; Su 22:00-02:00"]),
        until=DAYS,
    )
    required = st.fixed_dictionaries({"id": st.just(name), **seconds})
    return st.builds(lambda first, more: {**first, **more}, required, rest)


@st.composite
def playlists(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    tables: dict[str, Any] = {"creative": [draw(ad(name)) for name in names]}
    arms = st.lists(st.sampled_from(names), min_size=1, max_size=3)
    experiments = [
        {
            "id": name,
            "arms": draw(st.dictionaries(st.sampled_from("abc"), arms, min_size=2, max_size=3)),
            **draw(optional(weight=st.integers(1, 100), seed=st.text(max_size=64).filter(str.isprintable), until=DAYS)),
        }
        for name in draw(st.lists(st.sampled_from(["e1", "e2"]), unique=True))
    ]
    if experiments:
        tables["experiment"] = experiments
    if draw(st.booleans()):
        tables["rotate"] = draw(st.integers(2, 20))
    return tables


SEEDED = {"id": "e1", "arms": {"b": ["d", "d"], "a": ["e"]}, "seed": " x ", "weight": 1}
RICH = {
    "creative": [{"id": "d", "duration_s": 5.0, "muted": False}, {"id": "e", "duration_s": 5}],
    "experiment": [SEEDED],
}


@example(tables=RICH)
@settings(max_examples=10)
@given(tables=playlists())
def test_the_pages_and_the_command_make_the_same_bytes(
    films: Films, tmp_path_factory: pytest.TempPathFactory, tables: dict[str, Any]
) -> None:
    file = tmp_path_factory.getbasetemp() / "drawn.toml"
    file.write_text(draft_toml(tables))
    of_command = playlist_json(films, read_playlist_file(file))
    assert playlist_json(films, tables) == of_command
    assert find_faults(films, tables) == []
    again = draft_of_content(of_command)
    assert playlist_json(films, again.tables) == of_command
    assert Draft.from_json(again.to_json()) == again


@example(tables=RICH)
@settings(max_examples=10)
@given(tables=playlists())
def test_a_form_in_which_nothing_was_changed_changes_no_byte(films: Films, tables: dict[str, Any]) -> None:
    draft = draft_of_content(playlist_json(films, tables))
    form: dict[str, str] = {"rotate": str(tables.get("rotate", ""))}
    for each in draft.creatives:
        shown = {"weight": each.get("weight", 1), **{key: each.get(key, "") for key in ("open", "from", "until")}}
        form |= {f"{key}.{each['id']}": str(value) for key, value in shown.items()}
        form |= {f"muted.{each['id']}": "on"} if each.get("muted") else {}
        form |= {f"seconds.{each['id']}": str(each["duration_s"])} if "duration_s" in each else {}
    for index, each in enumerate(draft.experiments):
        form |= {f"name.{index}": each["id"], f"blocks.{index}": str(each.get("weight", 1))}
        form |= {f"seed.{index}": each.get("seed", ""), f"end.{index}": each.get("until", "")}
        for arm, names in each["arms"].items():
            form |= {f"ad.{index}.{place}.{arm}": name for place, name in enumerate(names)}
    assert playlist_json(films, apply_form(draft, form).tables) == playlist_json(films, tables)


def test_every_fault_has_its_place(films: Films) -> None:
    tables = {
        "rotate": 1,
        "creative": [{"id": "spring_a", "weight": "2"}, {"id": "none", "open": "always"}, {"id": "d"}],
        "experiment": [{"id": "e1", "arms": {"a": ["spring_a"], "b": []}}],
    }
    found = {(each.section, each.index, each.field) for each in find_faults(films, tables)}
    assert found == {
        ("creative", 0, "weight"),
        ("creative", 1, "film"),
        ("creative", 1, "open"),
        ("creative", 2, "duration_s"),
        ("experiment", 0, "arms"),
        ("rotate", 0, ""),
    }
    with pytest.raises(UsageError):
        playlist_json(films, tables)


def test_added_ads_fill_the_arms_of_an_experiment_first() -> None:
    draft = add_ads(add_experiment(Draft(), date(2026, 12, 1)), ["a", "b", "c", "a"], {"c": 10.0})
    assert draft.creatives == [{"id": "a", "weight": 0}, {"id": "b", "weight": 0}, {"id": "c", "duration_s": 10.0}]
    (experiment,) = draft.experiments
    assert experiment == {"id": "test-2026-12-01", "arms": {"a": ["a"], "b": ["b"]}, "until": "2026-12-29"}
    more = add_ads(add_arm(draft, 0), ["d"], {})
    assert more.experiments[0]["arms"] == {"a": ["a"], "b": ["b"], "c": ["d"]}
    assert add_arm(more, 1) == more
    assert add_experiment(more, date(2026, 12, 1)).experiments[1]["id"] == "test-2026-12-01-2"
    without = remove_ad(more, "b")
    assert [each["id"] for each in without.creatives] == ["a", "c", "d"]
    assert without.experiments[0]["arms"]["b"] == []
    assert remove_experiment(without, 0).experiments == []


def test_a_draft_keeps_its_shops() -> None:
    draft = Draft({}, Shops(True, ("acme/one",), ("mall",), ("North",)))
    assert Draft.from_json(draft.to_json()) == draft


def test_an_experiment_by_day_starts_on_monday_for_whole_blocks(films: Films) -> None:
    """Its first arm gets the next ad; the arm `off` stays empty."""
    draft = add_ads(add_experiment(Draft(), date(2026, 12, 2), by_day=True), ["spring_a", "c.1"], {})
    (experiment,) = draft.experiments
    assert experiment["arms"] == {"on": ["spring_a"], "off": []}
    assert (experiment["unit"], experiment["from"], experiment["until"]) == ("day", "2026-12-07", "2027-01-03")
    assert [each.get("weight", 1) for each in draft.creatives] == [0, 1]
    assert find_faults(films, draft.tables) == []
    three = with_first_days({**experiment, "arms": {"on": [], "off": [], "a": []}, "from": None}, date(2026, 12, 7))
    assert (three["from"], three["until"]) == ("2026-12-14", "2027-01-24")
    assert with_days(draft, date(2027, 5, 1)) == draft


def test_the_form_changes_how_often_the_arm_changes(films: Films) -> None:
    """Keys that an experiment without days does not have go; a text that is no day stays, with its fault."""
    draft = add_ads(add_experiment(Draft(), date(2026, 12, 2)), ["spring_a", "c.1"], {})
    form = {"name.0": "e12", "end.0": "2027-01-31", "ad.0.0.a": "spring_a", "ad.0.0.b": "c.1"}
    week = with_days(apply_form(draft, {**form, "rhythm.0": "week", "washout.0": "2"}), date(2026, 12, 2))
    (found,) = week.experiments
    assert (found["unit"], found["run_days"], found["washout_days"], found["from"]) == ("day", 7, 2, "2026-12-07")
    assert rhythm_of(found) == "week"
    day = apply_form(week, {**form, "rhythm.0": "day", "start.0": "soon", "washout.0": "2"})
    assert {key: day.experiments[0].get(key) for key in ("unit", "run_days", "washout_days", "from")} == {
        "unit": "day", "run_days": None, "washout_days": None, "from": "soon"
    }  # fmt: skip
    assert {(each.section, each.field) for each in find_faults(films, day.tables)} == {("experiment", "from")}
    play = apply_form(day, {**form, "rhythm.0": "play"})
    assert play.experiments == [{"id": "e12", "arms": {"a": ["spring_a"], "b": ["c.1"]}, "until": "2027-01-31"}]
    assert rhythm_of(play.experiments[0]) == "play"
    assert apply_form(day, {**form, "rhythm.0": "month"}).experiments[0]["from"] == "soon"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"until": "2027-01-30"}, "until"),
        ({"washout_days": 2}, "washout_days"),
        ({"arms": {"on": [], "off": []}}, "arms"),
        ({"from": None}, "from"),
    ],
)
def test_a_fault_of_an_experiment_by_day_has_its_place(films: Films, changed: dict[str, Any], field: str) -> None:
    days = {"unit": "day", "from": "2027-01-04", "until": "2027-01-31"}
    table = {"id": "e12", "arms": {"on": ["spring_a"], "off": []}, **days, **changed}
    tables = {"creative": [{"id": "spring_a"}], "experiment": [table]}
    (found,) = find_faults(films, tables)
    assert (found.section, found.index, found.field) == ("experiment", 0, field)
