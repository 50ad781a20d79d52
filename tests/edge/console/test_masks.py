"""Masks through the page: read, changed, written with the comments kept, and taken; and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.console.mask_editor import MAX_BYTES, MOST_MASKS, MOST_POINTS, parse_mask_change
from edge.settings.loading import load_settings
from edge.tools.settings_store import FileSettingsStore
from tests.doubles.player_page import request
from tests.edge.console.served import Served, served

TRIANGLE = [[0.0, 0.0], [0.5, 0.0], [0.0, 0.5]]
SQUARE = [[0.5, 0.5], [1.0, 0.5], [1.0, 1.0], [0.5, 1.0]]
TEXT = """# ours
[faces]
# the till
masks = [
  [[0.0, 0.0], [0.5, 0.0], [0.0, 0.5]],  # behind it
]
min_px = 30  # stays
"""


def settings(folder: Path) -> Path:
    path = folder / "vitrina.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def post(it: Served, session: dict[str, str], body: str, **more: str) -> tuple[int, bytes]:
    status, _, text = request(it.port, "/masks", "POST", body, {**session, **it.origin, **more})
    return status, text


def change(before: Any, masks: Any) -> str:
    return json.dumps({"before": before, "masks": masks})


def test_masks_are_shown_changed_written_and_taken(tmp_path: Path) -> None:
    """Comments and all other values stay."""
    path = settings(tmp_path)
    with served(tmp_path, store=FileSettingsStore(str(path))) as it:
        session = it.login()
        assert json.loads(request(it.port, "/masks.json", headers=session)[2]) == {"masks": [TRIANGLE]}
        assert post(it, session, change([TRIANGLE], [TRIANGLE, [[0.123456, 0], *SQUARE[1:]]])) == (204, b"")
        assert it.did == ["reload"]
        text = path.read_text()
        assert text.startswith("# ours\n[faces]\n# the till\nmasks = [\n")
        assert "min_px = 30  # stays" in text
        assert "[0.1235, 0" in text
        assert len(load_settings(str(path), {}).settings.faces.masks) == 2
        assert post(it, session, change([TRIANGLE, [[0.1235, 0], *SQUARE[1:]]], []))[0] == 204
        assert load_settings(str(path), {}).settings.faces.masks == []


def test_masks_that_somebody_else_changed_meanwhile_are_not_overwritten(tmp_path: Path) -> None:
    path = settings(tmp_path)
    with served(tmp_path, store=FileSettingsStore(str(path))) as it:
        status, text = post(it, it.login(), change([SQUARE], []))
        assert (status, b"Somebody else" in text) == (409, True)
        assert (path.read_text(), it.did) == (TEXT, [])


def test_a_file_that_cannot_be_read_or_written_says_what_to_do(tmp_path: Path) -> None:
    path = settings(tmp_path)
    with served(tmp_path, store=FileSettingsStore(str(path))) as it:
        session = it.login()
        path.write_text("[faces]\nmin_px = -1\n")
        assert request(it.port, "/masks.json", headers=session)[0] == 409
        assert post(it, session, change([], [SQUARE]))[0] == 409
        path.unlink()
        assert request(it.port, "/masks.json", headers=session)[0] == 409
        assert it.did == []


def test_masks_of_the_environment_are_not_changed_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = settings(tmp_path)
    monkeypatch.setenv("VITRINA_FACES__MASKS", json.dumps([SQUARE]))
    with served(tmp_path, store=FileSettingsStore(str(path))) as it:
        status, text = post(it, it.login(), change([SQUARE], []))
        assert (status, b"VITRINA_FACES__MASKS" in text) == (409, True)
        assert path.read_text() == TEXT


MANY = [TRIANGLE] * (MOST_MASKS + 1)
ROUND = [[0.5, 0.5]] * (MOST_POINTS + 1)
BAD: list[Any] = [
    [[[0, 0], [1, 1]]], [[[0, 0], [1, 0], [1.01, 1]]], [[[0, 0], [1, 0], [-0.01, 1]]], [[[0, 0], [1, 0], [1]]],
    [[[0, 0], [1, 0], [1, "1"]]], [[[0, 0], [1, 0], [1, None]]], [[[0, 0], [1, 0], [1, True]]], "x", {}, None, MANY,
    [ROUND], [[[0, 0, 0], [1, 0, 0], [1, 1, 0]]], [TRIANGLE, "]\nk = 1\n["],
]  # fmt: skip


def test_what_is_no_mask_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = settings(tmp_path)
    with served(tmp_path, store=FileSettingsStore(str(path))) as it:
        session = it.login()
        bodies = [change([TRIANGLE], bad) for bad in BAD]
        bodies += ["", "{", "[]", change([TRIANGLE], [])[:-1] + ', "k": 1}', '{"masks": []}']
        bodies += [change([TRIANGLE], [[[0, 0], [1, 0], [1, float("nan")]]]), " " * MAX_BYTES + change([], [])]
        bodies += ["[" * 50_000]
        for body in bodies:
            status, text = post(it, session, body)
            assert (status, text.startswith(b"The masks cannot be used. Draw")) == (400, True), body[:80]
        assert (path.read_text(), it.did) == (TEXT, [])


def test_without_a_session_or_from_elsewhere_nothing_is_read_or_written(tmp_path: Path) -> None:
    path = settings(tmp_path)
    with served(tmp_path, store=FileSettingsStore(str(path))) as it:
        session, body = it.login(), change([TRIANGLE], [])
        assert request(it.port, "/masks.json")[0] == 403
        assert post(it, {}, body)[0] == 403
        assert post(it, session, body, Origin="http://evil.example")[0] == 403
        assert post(it, session, body, Host="evil.example")[0] == 400
        assert (path.read_text(), it.did) == (TEXT, [])


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_reading_never_raises(body: bytes) -> None:
    """Whatever comes out is inside the picture."""
    for text in (body, b'{"before":[],"masks":' + body + b"}", b'{"before":[],"masks":[[[' + body + b"]]]}"):
        if wanted := parse_mask_change(text):
            assert all(0 <= share <= 1 for mask in wanted.masks for point in mask for share in point)


@pytest.mark.parametrize("count", [3, MOST_POINTS])
def test_masks_within_the_bounds_are_taken(count: int) -> None:
    mask = [[n / count, 1 - n / count] for n in range(count)]
    assert parse_mask_change(change([], [mask] * MOST_MASKS).encode()) is not None
