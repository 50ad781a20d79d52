"""What a playlist changes: ads, values, experiments; nothing for the same playlist."""

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from central.playlists.changes import Change, playlist_changes

NAMES = st.sampled_from("abcde")
ADS = st.dictionaries(NAMES, st.fixed_dictionaries({}, optional={"weight": st.integers(0, 3), "muted": st.booleans()}))


def content(ads: dict[str, dict[str, object]], **more: object) -> str:
    return json.dumps({"creatives": [{"id": name, **table} for name, table in ads.items()], **more})


@settings(max_examples=50)
@given(before=ADS, after=ADS)
def test_every_ad_is_added_removed_changed_or_the_same(
    before: dict[str, dict[str, object]], after: dict[str, dict[str, object]]
) -> None:
    found = playlist_changes(content(before), content(after))
    assert set(found.added) == after.keys() - before.keys()
    assert set(found.removed) == before.keys() - after.keys()
    assert {each.id for each in found.changed} <= before.keys() & after.keys()
    back = playlist_changes(content(after), content(before))
    assert {(each.id, each.key, each.after, each.before) for each in back.changed} == {
        (each.id, each.key, each.before, each.after) for each in found.changed
    }
    assert playlist_changes(content(after), content(after)).is_empty


def test_a_default_that_is_written_down_is_no_change() -> None:
    assert playlist_changes(content({"a": {}}), content({"a": {"weight": 1, "muted": False, "open": None}})).is_empty


def test_dates_videos_experiments_and_turns_are_told() -> None:
    old = content(
        {"a": {"until": "2026-12-01", "sha256": "1", "bytes": 1}}, experiments=[{"id": "e", "arms": {}}], rotate=2
    )
    new = content({"a": {"until": "2026-12-24", "sha256": "2", "bytes": 2}}, experiments=[{"id": "f", "arms": {}}])
    found = playlist_changes(old, new)
    assert found.changed == (
        Change("a", "until", date(2026, 12, 1), date(2026, 12, 24)),
        Change("a", "sha256", "1", "2"),
    )
    assert (found.experiments_added, found.experiments_removed) == (("f",), ("e",))
    assert found.rotate == Change("", "rotate", 2, None)
    assert playlist_changes(None, new).rotate is None
    assert playlist_changes(None, new).added == ("a",)
