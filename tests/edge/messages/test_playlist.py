"""A playlist of the central server, as a message and as the file that it becomes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from edge.messages.playlist import ENDINGS, SentPlaylist
from edge.playlist.values import CreativePlaylist
from edge.screen.playlist_file import parse_playlist

SHA = "a" * 64
CREATIVE: dict[str, Any] = {"id": "a", "sha256": SHA, "bytes": 10, "type": "video/mp4"}
NAMES = st.from_regex(r"[a-z0-9_.-]{1,12}", fullmatch=True)
LINES = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)


def sent(*creatives: dict[str, Any], **fields: Any) -> SentPlaylist:
    return SentPlaylist.model_validate_json(json.dumps({"version": 3, "creatives": creatives, **fields}))


def test_a_file_is_named_by_its_content() -> None:
    playlist = sent(CREATIVE, {**CREATIVE, "id": "b"}, {**CREATIVE, "id": "c", "type": "image/png", "duration_s": 8})
    assert list(playlist.creatives_by_file()) == [f"{SHA}.mp4", f"{SHA}.png"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "../../etc/passwd"},
        {"sha256": SHA.upper()},
        {"sha256": SHA + "\n"},
        {"bytes": 0},
        {"bytes": 2**34},
        {"type": "text/html"},
        {"id": "A"},
        {"weight": 101},
        {"duration_s": 0.5},
        {"file": "a.mp4"},
    ],
)
def test_a_bad_creative_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        sent({**CREATIVE, **wrong})


@st.composite
def playlists(draw: st.DrawFn) -> SentPlaylist:
    names = draw(st.lists(NAMES, min_size=2, max_size=6, unique=True))
    creatives = []
    for name in names:
        kind = draw(st.sampled_from(sorted(ENDINGS)))
        creative = {"id": name, "sha256": draw(st.from_regex("[0-9a-f]{64}", fullmatch=True)), "bytes": 1, "type": kind}
        if kind.startswith("image"):
            creative["duration_s"] = draw(st.floats(1, 600))
        creative |= draw(st.fixed_dictionaries({}, optional={"weight": st.integers(0, 9), "muted": st.booleans()}))
        creative |= draw(
            st.sampled_from([{}, {"open": "Mo-Fr 09:00-18:00"}, {"from": "2026-11-01", "until": "2026-12-24"}])
        )
        creatives.append(creative)
    experiment = {"id": draw(NAMES), "arms": {"a": names[:1], "b": names[1:]}, "seed": draw(LINES)}
    days = {"unit": "day", "from": "2027-01-04", "until": "2027-01-31"}
    rhythm = [{}, days, {**days, "arms": {"a": names, "off": []}}, {**days, "run_days": 7, "washout_days": 2}]
    experiment |= draw(st.sampled_from(rhythm))
    return sent(*creatives, experiments=draw(st.sampled_from([[], [experiment]])))


@given(playlists())
def test_the_file_says_the_same(playlist: SentPlaylist) -> None:
    """Every field comes through the file as it was sent."""
    read: CreativePlaylist = parse_playlist(playlist.to_playlist_toml(), "sent")
    assert len(read.creatives) == len(playlist.creatives)
    for one, other in zip(read.creatives, playlist.creatives, strict=True):
        assert (one.id, one.file, one.weight, one.muted) == (other.id, other.file, other.weight, other.muted)
        assert (one.open, one.from_, one.until, one.duration_s) == (
            other.open,
            other.from_,
            other.until,
            other.duration_s,
        )
    for mine, theirs in zip(read.experiments, playlist.experiments, strict=True):
        assert (mine.id, mine.seed, mine.weight, mine.until) == (theirs.id, theirs.seed, theirs.weight, theirs.until)
        assert {arm: tuple(names) for arm, names in mine.arms.items()} == dict(theirs.arms)
        assert (mine.unit, mine.from_, mine.run_days, mine.washout_days) == (
            theirs.unit,
            theirs.from_,
            theirs.run_days,
            theirs.washout_days,
        )
        assert mine.design == theirs.design
        assert (mine.design is None) == (mine.unit == "play")


def test_a_message_without_days_is_the_one_that_former_kiosks_accept() -> None:
    """Their playlists know no unit: the file that becomes of it does not name one."""
    playlist = sent(CREATIVE, {**CREATIVE, "id": "b"}, experiments=[{"id": "e", "arms": {"a": ["a"], "b": ["b"]}}])
    assert "unit" not in playlist.to_playlist_toml()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"until": "2027-01-30"}, "until = 2027-01-30 makes 27 days"),
        ({"unit": "play"}, "from is only for experiments"),
        ({"id": "e", "arms": {"on": ["a"], "off": ["b"]}, "washout_days": 1}, "washout_days = 1 would leave too few"),
    ],
)
def test_a_bad_experiment_by_day_is_refused(wrong: dict[str, Any], said: str) -> None:
    by_day = {"id": "e", "unit": "day", "arms": {"on": ["a"], "off": []}, "from": "2027-01-04", "until": "2027-01-31"}
    with pytest.raises(ValidationError, match=said):
        sent(CREATIVE, {**CREATIVE, "id": "b"}, experiments=[{**by_day, **wrong}])
    other = {"id": "other", "arms": {"a": ["a"], "b": ["b"]}}
    with pytest.raises(ValidationError, match="arms of 'other': names 'a', which is also in experiment 'e'"):
        sent(CREATIVE, {**CREATIVE, "id": "b"}, experiments=[by_day, other])


def test_text_cannot_end_its_line() -> None:
    """A seed is text in the file, whatever stands in it."""
    seed = 'x"\n[[creative]]\nid = "evil"\x7f'
    playlist = sent(
        CREATIVE, {**CREATIVE, "id": "b"}, experiments=[{"id": "e", "arms": {"a": ["a"], "b": ["b"]}, "seed": seed}]
    )
    lines = playlist.to_playlist_toml().splitlines()
    assert lines.count("[[creative]]") == 2
    assert 'id = "evil"' not in lines
