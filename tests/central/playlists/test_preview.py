"""The preview of central has the order that `vitrina screen plan` prints on the kiosk."""

import json
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest

from central.playlists.content import Films, playlist_json
from central.playlists.draft import draft_of_content
from central.playlists.preview import KioskDay, plan_day
from edge.cli.main import main
from edge.exit_codes import DONE
from edge.messages.playlist import SentPlaylist

DAY = date(2026, 11, 30)
TABLES = {
    "rotate": 2,
    "creative": [
        {"id": "a", "duration_s": 10, "weight": 0},
        {"id": "b", "duration_s": 9.5, "weight": 0},
        {"id": "lunch", "duration_s": 20, "open": "Mo-Fr 11:00-14:00"},
        *({"id": name, "duration_s": 61 + index, "weight": 1 + index} for index, name in enumerate("cdef")),
        {"id": "later", "duration_s": 8, "from": "2026-12-01"},
    ],
    "experiment": [{"id": "e12", "arms": {"x": ["a"], "y": ["b", "a"]}, "weight": 2, "until": "2026-11-30"}],
}


@pytest.fixture
def content(tmp_path: Path) -> str:
    """Content of the playlist with images, as central sends it."""
    hashes = {}
    for number, table in enumerate(TABLES["creative"]):  # type: ignore[arg-type,var-annotated]
        name = table["id"]
        hashes[name] = f"{number:064x}"
        assert cv2.imwrite(str(tmp_path / "image.png"), np.full((64, 48, 3), number, np.uint8))
        (tmp_path / "image.png").rename(tmp_path / hashes[name])
    return playlist_json(Films("acme", hashes.get, tmp_path), TABLES)


def of_kiosk(folder: Path, content: str, capsys: pytest.CaptureFixture[str]) -> list[tuple[object, ...]]:
    """Plays that the kiosk's command prints for the file that the kiosk makes of the message."""
    sent = SentPlaylist.model_validate_json(json.dumps({"version": 7, **json.loads(content)}))
    (folder / "list.toml").write_text(sent.to_playlist_toml())
    for creative in sent.creatives:
        (folder / creative.sha256).rename(folder / creative.file)
    (folder / "vitrina.toml").write_text(
        f'[site]\ntimezone = "Europe/Berlin"\ndevice = "door"\n[outbox]\npath = "{folder}/outbox.db"\n'
        f'[player]\nplaylist = "{folder}/list.toml"\nmedia = "{folder}"\n'
    )
    words = ["screen", "plan", "--config", str(folder / "vitrina.toml"), "--hours", "24", "--json"]
    assert main([*words, "--from", f"{DAY}T00:00"]) == DONE
    plays = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [
        (play["creative"], play["duration_s"], play["experiment"] and tuple(play["experiment"].values()))
        for play in plays
    ]


def test_a_preview_is_what_the_kiosk_plans(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    plan = plan_day(content, KioskDay("berlin-7", "door", "Europe/Berlin", DAY), {})
    previewed = [
        (play.item.creative, play.duration_s, experiment and (experiment.id, experiment.arm, experiment.block))
        for play in plan.plays
        if play.item is not None and ((experiment := play.item.experiment) or True)
    ]
    assert previewed == of_kiosk(tmp_path, content, capsys)
    assert len(previewed) > 1_000
    assert {experiment[1] for _, _, experiment in previewed if experiment} == {"x", "y"}
    assert plan.counts["lunch"] > 0 == plan.counts["later"]
    assert sum(plan.counts.values()) == len(previewed)
    assert not plan.is_cut


def test_a_day_of_tiny_videos_is_cut(content: str) -> None:
    fields = json.loads(content)
    only = {"creatives": [{**fields["creatives"][3], "type": "video/mp4"}], "experiments": []}
    only["creatives"][0].pop("duration_s")
    plan = plan_day(json.dumps(only), KioskDay("berlin-7", "door", "UTC", DAY), {"c": 0.04}, most=100)
    assert plan.is_cut
    assert len(plan.plays) == 100
    assert plan_day(json.dumps(only), KioskDay("berlin-7", "door", "UTC", DAY), {}).counts == {}


def test_a_stored_playlist_becomes_the_tables_it_came_from(content: str) -> None:
    assert draft_of_content(content).tables == {**TABLES, "creative": list(TABLES["creative"])}  # type: ignore[call-overload]
