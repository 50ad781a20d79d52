"""XDF files give back exactly what was written: by an own reader, and by pyxdf where it is installed."""

import re
from math import isnan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.intended_purpose import purpose
from edge.study.export.xdf import CHUNK, XdfChannel, XdfStream, xdf_file
from tests.doubles.study import START_S
from tests.edge.study.export.shared import COUNT, GAP, TEXT, exported, kit_row
from tests.edge.study.export.xdf_reader import read_xdf

ROOT = Path(__file__).parents[4]
NUMBERS = st.lists(st.tuples(st.floats(0, 2e9), st.floats(), st.floats()), max_size=8)
TEXTS = st.lists(st.tuples(st.floats(0, 2e9), st.text(max_size=20)), max_size=8)


@settings(deadline=None)
@given(numbers=NUMBERS, texts=TEXTS)
def test_any_numbers_and_texts_come_back_bit_by_bit(
    numbers: list[tuple[float, float, float]], texts: list[tuple[float, str]]
) -> None:
    channels = [XdfChannel("a<b", "µS", "one & two"), XdfChannel("c", "1", '"quoted"')]
    first = XdfStream("numbers", "Kit", channels, [row[0] for row in numbers], [row[1:] for row in numbers])
    second = XdfStream(
        "texts", "Markers", channels[:1], [row[0] for row in texts], [row[1:] for row in texts], is_text=True
    )
    read = read_xdf(xdf_file([first, second]))
    assert read["numbers"].times_s == [row[0] for row in numbers]
    assert repr(read["numbers"].rows) == repr([row[1:] for row in numbers])  # NaN and -0.0 too
    assert read["texts"].rows == [row[1:] for row in texts]
    assert read["numbers"].labels == ["a<b", "c"]
    footer = read["texts"].footer
    assert footer is not None
    assert footer.findtext("sample_count") == str(len(texts))


def test_many_samples_go_into_several_chunks() -> None:
    """Lengths of one, four and eight bytes are read as the specification has them."""
    times_s = [START_S + step / 100 for step in range(CHUNK + 5)]
    stream = XdfStream("long", "Kit", [XdfChannel("a", "1", "")], times_s, [(at_s,) for at_s in times_s])
    (read,) = read_xdf(xdf_file([stream])).values()
    assert read.times_s == times_s
    assert [row[0] for row in read.rows] == times_s
    words = [("x" * length,) for length in (0, 1, 255, 256, 70_000)]
    told = XdfStream("words", "Markers", [XdfChannel("a", "text", "")], times_s[: len(words)], words, is_text=True)
    assert read_xdf(xdf_file([told]))["words"].rows == words


def test_a_session_is_a_file_with_a_stream_a_series(tmp_path: Path) -> None:
    """Numbers are those of the study, missing ones NaN, and every sample keeps its own time."""
    place = exported(tmp_path, "xdf")
    names = sorted(path.name for path in place.iterdir())
    assert names == [
        "README.md", "comparisons.csv", "dictionary.csv", "participants.csv", "reliability.csv", "sessions.csv",
        "w1_session-01.xdf", "w2_session-01.xdf",
    ]  # fmt: skip
    streams = read_xdf((place / "w1_session-01.xdf").read_bytes())
    kit, events = streams["w1_session-01_kit1"], streams["w1_session-01_events"]
    wanted = [kit_row(step) for step in range(COUNT) if step not in GAP]
    assert kit.times_s == pytest.approx([row[0] for row in wanted], abs=1e-6)
    assert [row[1] for row in kit.rows] == pytest.approx([row[2] for row in wanted], abs=1e-4)
    assert all(isnan(float(row[2])) for row in kit.rows)
    assert kit.header.findtext("./desc/intended_purpose") == purpose("research", "en")
    assert kit.header.findtext("./desc/sync") == "screen-camera +0.0815 s, spread 0.0042 s, 2026-11-29, 15 flashes"
    assert events.rows[5] == ("mark", TEXT, "n/a", "0.001000", "socket")
    assert events.header.findtext("type") == "Markers"
    assert {one.header.findtext("nominal_srate") for one in streams.values()} == {"0"}


def test_pyxdf_reads_the_same(tmp_path: Path) -> None:
    """With its own defaults: every number, text and time is that which is in the file."""
    pyxdf = pytest.importorskip("pyxdf", reason="pyxdf is not installed: pip install pyxdf")
    path = exported(tmp_path, "xdf") / "w1_session-01.xdf"
    own = read_xdf(path.read_bytes())
    streams, _ = pyxdf.load_xdf(str(path))
    assert len(streams) == len(own)
    for stream in streams:
        mine = own[stream["info"]["name"][0]]
        assert stream["time_stamps"].tolist() == mine.times_s
        rows = stream["time_series"]
        rows = rows if isinstance(rows, list) else rows.tolist()
        assert repr([tuple(row) for row in rows]) == repr(mine.rows)


@pytest.mark.filterwarnings("ignore:Omitted .* annotation:RuntimeWarning")  # a marker after the last sample
def test_the_lines_of_the_document_bring_a_session_into_mne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skin conductance in siemens, each marker at its time."""
    for package in ("pyxdf", "mne"):
        pytest.importorskip(package, reason=f"{package} is not installed: pip install mne pyxdf")
    exported(tmp_path, "xdf").rename(tmp_path / "ad-study-xdf")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs/research/analysis.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"<!-- xdf-to-mne -->\n```python\n(.*?)```", text, re.DOTALL)
    found: dict[str, Any] = {}
    exec(lines, found)
    raw, own = found["raw"], read_xdf((tmp_path / "ad-study-xdf/w1_session-01.xdf").read_bytes())
    kit, events = own["w1_session-01_kit1"], own["w1_session-01_events"]
    assert raw.get_data()[0, 0] == pytest.approx(float(kit.rows[0][1]) * 1e-6)
    at_s = dict(zip(raw.annotations.description, raw.annotations.onset, strict=True))
    assert at_s[f"mark {TEXT}"] == pytest.approx(events.times_s[5] - kit.times_s[0])
