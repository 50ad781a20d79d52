"""The page about cameras quotes what `make camera-cost` measured."""

import csv
import io
import re

import pytest

from edge.onvif.profiles import VideoProfile, choose_profile
from tests.camera_cost import tables
from tests.camera_cost.__main__ import PAGE, PART, QUOTE
from tests.camera_cost.replays import Seen, seen_in
from tests.camera_cost.turns import Turn
from tests.camera_cost.videos import ENCODINGS, LARGE, PEOPLE, RATE_HZ, ROUND_S, SCALES, SMALL
from tests.evidence.tables import ROOT, part_of

TURNS = [Turn(0.4, 0.1, 15.0, 14.0, 0.5), Turn(0.3, 0.1, 15.0, 15.0, 0.0), Turn(0.38, 0.19, 13.0, 12.0, 1.0)]
SEEN = [Seen(90.0, PEOPLE, 0.5, 0.25)] * len(SCALES)


def test_the_search_chooses_the_small_stream() -> None:
    offered = [VideoProfile(one.token, "", one.codec, one.width_px, one.height_px, RATE_HZ) for one in ENCODINGS]
    chosen = choose_profile(offered)
    assert chosen is not None
    assert chosen.token == SMALL.token


def test_a_row_has_median_and_range() -> None:
    row = tables.cost_table({LARGE: TURNS}).splitlines()[2]
    assert row == (
        "| 1920 × 1080, H.264, 4 Mbit/s | 380 (300 to 400) ms | 100 (100 to 190) ms | 200 (190 to 300) ms "
        "| 19.0 (15.0 to 20.0) ms | 15.0, 14.0, 0.5 |"
    )


def test_people_are_counted_by_scale() -> None:
    rows = "at_s,visit,w,happiness\n0.0,1,90,0.9\n0.2,1,92,0.1\n0.2,2,94,\n" + f"{ROUND_S},3,50,0.8\n"
    near, far, *others = seen_in(list(csv.DictReader(io.StringIO(rows))))
    assert (near.face_px, near.visits, far.face_px, far.visits) == (92.0, 2, 50.0, 1)
    assert near.found == pytest.approx(3 * near.smiling)
    assert [one.visits for one in others] == [0] * (len(SCALES) - 2)


def test_the_sentence_names_a_loss() -> None:
    costs, less = {LARGE: TURNS, SMALL: TURNS}, [*SEEN[:-1], Seen(50.0, 3, 0.1, 0.0)]
    same, lost = (tables.sentence(costs, {LARGE: SEEN, SMALL: small}).split() for small in (SEEN, less))
    assert "counted all 28 visits on both" in " ".join(same)
    assert "counted 28 and 24 visits (" in " ".join(lost)


def test_the_page_quotes_the_table() -> None:
    measured = part_of((ROOT / "docs/evidence/camera.md").read_text(encoding="utf-8"), PART)
    quoted = part_of((ROOT / PAGE).read_text(encoding="utf-8"), QUOTE)
    assert measured is not None
    assert quoted is not None
    rows = [row for row in measured["content"].splitlines() if re.match(r"\| \d+ × \d+, H\.264,", row)]
    decoding = [float(row.split("|")[3].split()[0]) / RATE_HZ for row in rows]
    whole = [float(row.split("|")[5].split()[0]) for row in rows]
    assert len(whole) == 2
    shown = [float(one) for one in re.findall(r"([\d.]+)\sms", quoted["content"])]
    assert shown == pytest.approx([*decoding, *whole], abs=0.1)
