"""Recordings of one time, folded in the order of their clock; each alone, and all together."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.rules import AudienceRules
from edge.cli.main import main
from edge.clock import day_end
from edge.events import AudioObservation, BodyObservation, FrameObservation, ReleasedWindow
from edge.perception.vision.pipeline import FacePipeline
from edge.settings.settings import ModelsSettings, Settings
from edge.signals import Frame
from edge.sources.camera.video_file import VideoFile
from edge.sources.recordings import RecordingError
from edge.tools.replay.replay import ReplayRequest, Sensed, in_order, observations_of_video, replay
from tests.clips import CLIPS
from tests.doubles.films import cut, write_film
from tests.doubles.recordings import tone, write_sound, write_worn

START_S = 1_767_225_600.0
MIDNIGHT_IN_TOKYO = 1_767_225_600.0 - 9 * 3600


class Diary(FacePipeline):
    """Sees nobody, and writes down when it was told to forget."""

    def __init__(self) -> None:
        self.forgot_before_s: list[float] = []
        self._is_told = False

    def process(self, frame: Frame) -> FrameObservation:
        self.forgot_before_s += [frame.at_s] if self._is_told else []
        self._is_told = False
        return FrameObservation(frame.at_s)

    def forget(self) -> None:
        self._is_told = True


def test_remembered_posters_go_with_the_shops_own_day(tmp_path: Path) -> None:
    """A recording over midnight forgets once, before the first frame of the new day."""
    recording = VideoFile(write_film(tmp_path / "film.mp4", frames=50), MIDNIGHT_IN_TOKYO - 1.0)
    diary, rules = Diary(), AudienceRules(day_end=day_end("Asia/Tokyo"))
    assert len(list(observations_of_video(recording, diary, rules, MIDNIGHT_IN_TOKYO - 1.0, 25.0))) == 50
    assert diary.forgot_before_s == pytest.approx([MIDNIGHT_IN_TOKYO])


# Several senses ------------------------------------------------------------------------------------------------------

TIMES = st.lists(st.integers(0, 20).map(lambda tenth: START_S + tenth / 10), max_size=12).map(sorted)


@given(frames=TIMES, sounds=TIMES, felt=st.lists(TIMES, max_size=3))
def test_what_several_senses_sensed_comes_in_the_order_of_time(
    frames: list[float], sounds: list[float], felt: list[list[float]]
) -> None:
    """All of it, nothing twice, each sense in its own order; of one moment the picture first, then the sound."""
    senses: list[list[Sensed]] = [
        [FrameObservation(at_s) for at_s in frames],
        [AudioObservation(at_s, 0.5, -40.0, False) for at_s in sounds],
    ]
    senses += [[BodyObservation(at_s, "w", True, 0.5, None, None) for at_s in times] for times in felt]
    merged = list(in_order(senses))
    assert sorted(map(id, merged)) == sorted(id(event) for sense in senses for event in sense)
    rank = {id(event): index for index, sense in enumerate(senses) for event in sense}
    assert all((a.at_s, rank[id(a)]) <= (b.at_s, rank[id(b)]) for a, b in pairwise(merged))


def windows(request: ReplayRequest) -> list[ReleasedWindow]:
    return [told for told in replay(request, Settings()) if isinstance(told, ReleasedWindow)]


def test_sound_alone_has_a_level_and_nobody(tmp_path: Path) -> None:
    """Seven seconds of a tone of -23 dB, silent from the fourth on: a window each two seconds, and no camera in it."""
    samples = tone(7.0)
    samples[4 * 16_000 :] *= 0.001
    told = windows(ReplayRequest(None, START_S, k=0, window_s=2.0, audio=write_sound(tmp_path / "shop.flac", samples)))
    assert [round(window.level_db or 0) for window in told] == [-23, -23, -83, -83]
    assert {(window.visits, window.coverage) for window in told} == {(0, 0.0)}
    assert (told[0].from_s, told[-1].to_s) == (START_S, START_S + 7.0)


def test_the_recording_ends_with_the_longest(tmp_path: Path) -> None:
    """A film of 2 s, a sound of 5 s and a kit worn for 8 s are one recording of 8 s."""
    request = ReplayRequest(
        write_film(tmp_path / "film.mp4", frames=50),
        START_S,
        k=0,
        window_s=100.0,
        audio=write_sound(tmp_path / "shop.wav", tone(5.0, 44_100), 44_100),
        bodies=[write_worn(tmp_path / "ada.csv", 8.0)],
    )
    (window,) = windows(request)
    assert window.to_s == pytest.approx(START_S + 8.0)
    assert window.coverage == pytest.approx(2.0 / 8.0, abs=0.05)
    assert window.level_db == pytest.approx(-23.0, abs=0.1)


def test_what_breaks_off_is_told_when_the_others_have_ended(tmp_path: Path) -> None:
    """Half a sound beside a whole kit: everything is told up to the end of the kit, then the error of the sound."""
    audio = cut(write_sound(tmp_path / "shop.wav", tone(8.0)), 0.5)
    request = ReplayRequest(
        None, START_S, k=0, window_s=2.0, audio=audio, bodies=[write_worn(tmp_path / "ada.csv", 7.0)]
    )
    ends_s: list[float] = []
    with pytest.raises(RecordingError, match="is cut short"):
        # unlike a list, extend keeps what came before the error
        ends_s.extend(told.to_s for told in replay(request, Settings()) if isinstance(told, ReleasedWindow))
    assert ends_s[-1] == pytest.approx(START_S + 7.0)


def test_one_that_cannot_be_opened_stops_all_before_anything_is_told(tmp_path: Path) -> None:
    """The sound of ten windows is not told where the kit's file is not there."""
    audio = write_sound(tmp_path / "shop.wav", tone(3.0))
    request = ReplayRequest(None, START_S, k=0, window_s=1.0, audio=audio, bodies=[tmp_path / "none.csv"])
    with pytest.raises(RecordingError, match=r"none\.csv could not be read: there is no such file"):
        next(replay(request, Settings()))


def test_a_network_that_is_not_used_need_not_be_there(tmp_path: Path) -> None:
    """Sound without a picture: the expression network may be missing, and may be for less than is asked."""
    models = ModelsSettings.model_validate({"expression": tmp_path / "none.json", "model_licence": "evaluation"})
    request = ReplayRequest(None, START_S, k=0, audio=write_sound(tmp_path / "shop.wav", tone(1.0)))
    assert len(list(replay(request, Settings(models=models)))) == 1


# The command --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not CLIPS.is_dir(), reason="../shared/clips is not here")
def test_with_all_senses_a_reaction_has_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One who smiles, a room, two wearers, an advert: not a number is null; the networks are named; twice the same."""
    plays = tmp_path / "plays.csv"
    plays.write_text("creative,start_s,end_s\nspring_a,0,100\n")
    (tmp_path / "other").mkdir()
    asked = ["replay", "--video", CLIPS / "s11_smile_on_off.mp4", "--plays", plays, "--k", "1", "--window", "200"]
    asked += ["--audio", write_sound(tmp_path / "shop.opus", tone(20.0, 48_000), 48_000)]
    asked += ["--body", write_worn(tmp_path / "kit.csv", 110.0)]
    asked += ["--body", write_worn(tmp_path / "other" / "kit.csv.gz", 110.0, rate_hz=25, heart="ppg", skin_us=4.0)]
    assert main([str(part) for part in (*asked, "--trace", tmp_path / "trace.csv")]) == 0
    out = capsys.readouterr().out
    payloads = [json.loads(line)["payload"] for line in out.splitlines()]
    (reaction,) = [payload for payload in payloads if payload["schema"] == "vitrina.reaction/1"]
    empty = {name for name, value in reaction.items() if value is None}
    assert empty == {"experiment"}
    assert reaction["body"]["n"] == 2
    assert None not in reaction["body"].values()
    assert reaction["laughter_s"] == 0.0
    assert reaction["curve"]["laughter"][:3] == [0.0, 0.0, 0.0]
    assert [name.split("-")[0] for name in reaction["models"].values()] == ["fer", "fer", "voice", "body"]
    assert main([str(part) for part in asked]) == 0
    assert capsys.readouterr().out == out
    _check_traces(tmp_path)


def _check_traces(folder: Path) -> None:
    """A row each half second of sound and each second of a kit."""
    with (folder / "trace.csv.sound.csv").open(encoding="utf-8", newline="") as file:
        heard = list(csv.DictReader(file))
    assert [row["at_s"] for row in heard] == [f"{half / 2:.1f}" for half in range(1, 41)]
    assert list(heard[0])[:5] == ["at_s", "level_db", "laughter", "amusement", "anger"]
    assert {row["laughter"] for row in heard} == {"0"}
    assert sum(float(value) for value in list(heard[0].values())[3:]) == pytest.approx(1.0, abs=0.01)
    with (folder / "trace.csv.body.csv").open(encoding="utf-8", newline="") as file:
        felt = list(csv.DictReader(file))
    assert list(felt[0]) == ["at_s", "kit", "eda_us", "hr_bpm", "quality", "on_body", "arousal"]
    for kit, skin_us in (("kit", 2.0), ("kit (2)", 4.0)):
        rows = [row for row in felt if row["kit"] == kit]
        assert [row["at_s"] for row in rows] == [f"{second}.0" for second in range(1, 111)]
        last = rows[-1]
        assert float(last["eda_us"]) == pytest.approx(skin_us, abs=0.2)
        assert float(last["hr_bpm"]) == pytest.approx(75, abs=2)
        assert (last["quality"], last["on_body"]) == ("1.00", "1")
        assert 0 <= float(last["arousal"]) <= 1
        assert rows[0]["arousal"] == ""


@pytest.mark.parametrize("option", ["--audio", "--body"])
@pytest.mark.parametrize("kind", ["missing", "folder", "text", "empty"])
def test_a_recording_that_is_none_is_exit_3_and_nothing_is_written(
    tmp_path: Path, option: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line names the file; neither `--out` nor a trace comes into being."""
    bad = tmp_path / "bad"
    match kind:
        case "folder":
            bad.mkdir()
        case "text":
            bad.write_text("hello\n")
        case "empty":
            bad.touch()
    out, trace = tmp_path / "told.jsonl", tmp_path / "trace.csv"
    code = main(["replay", option, str(bad), "--k", "0", "--out", str(out), "--trace", str(trace)])
    shown = capsys.readouterr()
    assert (code, shown.out, shown.err.count("\n")) == (3, "", 1)
    assert str(bad) in shown.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ([] if kind == "missing" else ["bad"])


def test_a_sound_that_was_cut_short_is_exit_3_after_its_windows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was heard is told, and traced; then a line says what is missing."""
    audio, trace = cut(write_sound(tmp_path / "shop.flac", tone(8.0, hz=999)), 0.5), tmp_path / "trace.csv"
    code = main(["replay", "--audio", str(audio), "--k", "0", "--window", "1", "--trace", str(trace)])
    shown = capsys.readouterr()
    assert code == 3
    levels = [json.loads(line)["payload"]["level_db"] for line in shown.out.splitlines()]
    assert len(levels) >= 3
    assert set(levels[:-1]) == {-23.0}  # the last half second is not whole, and the last window may have no other
    assert shown.err.count("\n") == 1
    assert "is cut short" in shown.err
    assert (tmp_path / "trace.csv.sound.csv").read_text(encoding="utf-8").count("\n") >= 2 * 3


def test_something_must_be_there_to_replay(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, and the three options."""
    assert main(["replay", "--k", "0"]) == 2
    assert "--video, --audio, --body" in capsys.readouterr().err


def test_no_trace_is_written_over_what_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sound that is called as its own trace would be is left as it is."""
    audio = write_sound(tmp_path / "t.csv.sound.csv", tone(1.0), kind="wav")
    before = audio.read_bytes()
    assert main(["replay", "--audio", str(audio), "--trace", str(tmp_path / "t.csv")]) == 2
    assert "t.csv.sound.csv is read or written already" in capsys.readouterr().err
    assert audio.read_bytes() == before
