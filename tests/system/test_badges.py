"""Recordings of staff with badges, through the whole kiosk: which badge it is, and how many there are, leaves nothing.

Everything that a replay prints and writes is compared to the byte, the trace and the log included.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

import cv2
import pytest

from edge.cli.main import main
from edge.exit_codes import DONE
from tests.doubles.printed_badge import Look, with_badge
from tests.edge.perception.vision.scenes import noisy, wall, with_face

RATE_HZ = 10
LASTS_S = 2.6
BADGES = "[staff]\nbadges = true\n"


def film(path: Path, badges: Sequence[int], *, has_person: bool = True) -> Path:
    """A person who walks slowly, with these badges on the chest."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), RATE_HZ, (400, 300))
    for index in range(round(LASTS_S * RATE_HZ)):
        x_px = 150 + 40 * index / RATE_HZ
        picture = with_face(wall(400, 300), x_px, 100, 60) if has_person else wall(400, 300)
        for n, number in enumerate(badges):
            picture = with_badge(picture, Look(number, x_px - 17 + 36 * n, 200, 26))
        writer.write(noisy(picture, index % 8))
    writer.release()
    return path


def replayed(
    folder: Path,
    video: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    config: str = BADGES,
) -> dict[str, str]:
    """All that a replay gives: what it prints, its log, and the files that it writes."""
    folder.mkdir()
    settings, plays, trace = folder / "vitrina.toml", folder / "plays.csv", folder / "trace.csv"
    settings.write_text(config)
    plays.write_text(f"creative,start_s,end_s\nspring,0,{LASTS_S}\n")
    caplog.clear()
    with caplog.at_level(logging.DEBUG, "edge"):
        options = ["--config", str(settings), "--plays", str(plays), "--trace", str(trace), "--k", "0", "--window", "1"]
        assert main(["replay", "--video", str(video), *options]) == DONE
    printed = capsys.readouterr()
    return {
        "messages": printed.out,
        "errors": printed.err.replace(str(folder), "").replace(video.name, ""),
        "log": "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("edge"))
        .replace(str(folder), "")
        .replace(video.name, ""),
        "trace": trace.read_text(),
    }


def test_no_badge_and_no_number_of_badges_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """One badge, two others, and nobody at all: the same bytes. Without the setting it is a visit."""
    shown = {"one": (3,), "others": (7, 11)}
    told = {
        name: replayed(tmp_path / name, film(tmp_path / f"{name}.mp4", ids), capsys, caplog)
        for name, ids in shown.items()
    }
    assert told["one"] == told["others"]
    assert told["one"]["trace"].count("\n") == 1, "the trace has a row of staff"
    nobody = replayed(tmp_path / "nobody", film(tmp_path / "nobody.mp4", (), has_person=False), capsys, caplog)
    assert told["one"] == nobody
    counted = replayed(tmp_path / "off", tmp_path / "one.mp4", capsys, caplog, config="")
    assert '"visits":1' in counted["messages"].replace(" ", "")
    assert counted["trace"].count("\n") > 10
