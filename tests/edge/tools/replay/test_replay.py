"""`vitrina replay` of one or several recordings: order of time, ends, errors, outputs and traces."""

import csv
import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.draws import Draws
from edge.audience.rules import AudienceRules
from edge.cli.main import main
from edge.clock import make_next_midnight_function
from edge.events import AudioObservation, BodyObservation, FrameObservation, ReleasedWindow
from edge.perception.vision.pipeline import FacePipeline
from edge.settings.audience import ReactionSettings
from edge.settings.models import ModelsSettings
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.sources.camera.video_file import VideoFile
from edge.sources.recordings import RecordingError
from edge.tools.replay.output import ID_SEED
from edge.tools.replay.replay import Observation, ReplayRequest, merge_by_time, observe_video, replay_recordings
from tests.clips import CLIPS
from tests.doubles.films import cut, write_film
from tests.doubles.own_network import OwnNetwork
from tests.doubles.recordings import tone, write_sound, write_worn
from tests.people import Films
from tests.research import TOML

START_S = 1_767_225_600.0
MIDNIGHT_IN_TOKYO = 1_767_225_600.0 - 9 * 3600


class ForgetRecorder(FacePipeline):
    """A pipeline that detects no face. Records the first frame after each `forget`."""

    def __init__(self) -> None:
        self.forgotten_before_s: list[float] = []
        self._forgot = False

    @property
    def one_in(self) -> int:
        return 1

    def process(self, frame: Frame) -> FrameObservation:
        self.forgotten_before_s += [frame.at_s] if self._forgot else []
        self._forgot = False
        return FrameObservation(frame.at_s)

    def forget_static_places(self) -> None:
        self._forgot = True


def test_static_faces_are_forgotten_at_the_shops_midnight(tmp_path: Path) -> None:
    """In a recording over midnight they are forgotten once, before the first frame of the new day."""
    recording = VideoFile(write_film(tmp_path / "film.mp4", frames=50), MIDNIGHT_IN_TOKYO - 1.0)
    pipeline, rules = ForgetRecorder(), AudienceRules(day_end=make_next_midnight_function("Asia/Tokyo"))
    assert len(list(observe_video(recording, pipeline, rules, MIDNIGHT_IN_TOKYO - 1.0, 25.0))) == 50
    assert pipeline.forgotten_before_s == pytest.approx([MIDNIGHT_IN_TOKYO])


# Several senses ------------------------------------------------------------------------------------------------------

TIMES = st.lists(st.integers(0, 20).map(lambda tenth: START_S + tenth / 10), max_size=12).map(sorted)


@given(frames=TIMES, audio=TIMES, bodies=st.lists(TIMES, max_size=3))
def test_observations_of_several_senses_are_merged_by_time(
    frames: list[float], audio: list[float], bodies: list[list[float]]
) -> None:
    """Each observation comes once, each sense keeps its order, and at equal times the senses keep theirs."""
    senses: list[list[Observation]] = [
        [FrameObservation(at_s) for at_s in frames],
        [AudioObservation(at_s, 0.5, -40.0, False) for at_s in audio],
    ]
    senses += [[BodyObservation(at_s, "w", True, 0.5, None, None) for at_s in times] for times in bodies]
    merged = list(merge_by_time(senses))
    assert sorted(map(id, merged)) == sorted(id(event) for sense in senses for event in sense)
    rank = {id(event): index for index, sense in enumerate(senses) for event in sense}
    assert all((a.at_s, rank[id(a)]) <= (b.at_s, rank[id(b)]) for a, b in pairwise(merged))


def windows(request: ReplayRequest) -> list[ReleasedWindow]:
    return [release for release in replay_recordings(request, Settings()) if isinstance(release, ReleasedWindow)]


def test_audio_alone_gives_windows_with_a_level_and_no_visits(tmp_path: Path) -> None:
    """A tone of -23 dB for four of seven seconds gives a window every two seconds, with coverage 0 of the camera."""
    samples = tone(7.0)
    samples[4 * 16_000 :] *= 0.001
    audio = write_sound(tmp_path / "shop.flac", samples)
    released = windows(ReplayRequest(None, START_S, k=0, window_s=2.0, audio=audio))
    assert [round(window.level_db or 0) for window in released] == [-23, -23, -83, -83]
    assert {(window.visits, window.coverage) for window in released} == {(0, 0.0)}
    assert (released[0].from_s, released[-1].to_s) == (START_S, START_S + 7.0)


def test_a_replay_ends_with_its_longest_recording(tmp_path: Path) -> None:
    """A film of 2 s, audio of 5 s and a kit recording of 8 s give a replay of 8 s."""
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


def test_a_cut_recording_is_an_error_after_the_end_of_the_others(tmp_path: Path) -> None:
    """With half an audio file and a whole kit recording, all windows of the kit come before the error of the audio."""
    audio = cut(write_sound(tmp_path / "shop.wav", tone(8.0)), 0.5)
    request = ReplayRequest(
        None, START_S, k=0, window_s=2.0, audio=audio, bodies=[write_worn(tmp_path / "ada.csv", 7.0)]
    )
    ends_s: list[float] = []
    with pytest.raises(RecordingError, match="is truncated"):
        # unlike a list display, `extend` keeps the items before the error
        ends_s.extend(
            event.to_s for event in replay_recordings(request, Settings()) if isinstance(event, ReleasedWindow)
        )
    assert ends_s[-1] == pytest.approx(START_S + 7.0)


def test_a_missing_recording_is_an_error_before_any_release(tmp_path: Path) -> None:
    """If the file of the kit is missing, no window of the audio is released."""
    audio = write_sound(tmp_path / "shop.wav", tone(3.0))
    request = ReplayRequest(None, START_S, k=0, window_s=1.0, audio=audio, bodies=[tmp_path / "none.csv"])
    with pytest.raises(RecordingError, match=r"none\.csv could not be read: there is no such file"):
        next(replay_recordings(request, Settings()))


def test_an_unused_network_may_be_missing(tmp_path: Path) -> None:
    """A replay of audio alone neither loads the expression network nor checks its licence."""
    models = ModelsSettings.model_validate({"expression": tmp_path / "none.json"})
    request = ReplayRequest(None, START_S, k=0, audio=write_sound(tmp_path / "shop.wav", tone(1.0)))
    assert len(list(replay_recordings(request, Settings(models=models)))) == 1


# The command --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not CLIPS.is_dir(), reason="../shared/clips is not here")
def test_with_all_senses_a_reaction_has_all_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a smiling person, audio, two wearers and an advert no number is null. A second run gives the same bytes."""
    plays = tmp_path / "plays.csv"
    plays.write_text("creative,start_s,end_s\nspring_a,0,100\n")
    (tmp_path / "other").mkdir()
    command = ["replay", "--video", CLIPS / "s11_smile_on_off.mp4", "--plays", plays, "--k", "1", "--window", "200"]
    (tmp_path / "research.toml").write_text(TOML)
    command += ["--config", tmp_path / "research.toml"]
    command += ["--audio", write_sound(tmp_path / "shop.opus", tone(20.0, 48_000), 48_000)]
    command += ["--body", write_worn(tmp_path / "kit.csv", 110.0)]
    command += ["--body", write_worn(tmp_path / "other" / "kit.csv.gz", 110.0, rate_hz=25, heart="ppg", skin_us=4.0)]
    assert main([str(part) for part in (*command, "--trace", tmp_path / "trace.csv")]) == 0
    out = capsys.readouterr().out
    payloads = [json.loads(line)["payload"] for line in out.splitlines()]
    (reaction,) = [payload for payload in payloads if payload["schema"] == "vitrina.reaction/3"]
    empty = {name for name, value in reaction.items() if value is None}
    assert empty == {"experiment"}
    assert reaction["body"]["n"] == 2
    assert None not in reaction["body"].values()
    assert reaction["laughter_s"] == 0.0
    assert reaction["curve"]["laughter"][:3] == [0.0, 0.0, 0.0]
    assert [name.split("-")[0] for name in reaction["models"].values()] == ["fer", "fer", "voice", "body"]
    assert main([str(part) for part in command]) == 0
    assert capsys.readouterr().out == out
    _check_traces(tmp_path)


def _check_traces(folder: Path) -> None:
    """The traces have a row for each half second of audio and each second of a kit."""
    with (folder / "trace.csv.sound.csv").open(encoding="utf-8", newline="") as file:
        audio = list(csv.DictReader(file))
    assert [row["at_s"] for row in audio] == [f"{half / 2:.1f}" for half in range(1, 41)]
    assert list(audio[0])[:5] == ["at_s", "level_db", "laughter", "amusement", "anger"]
    assert {row["laughter"] for row in audio} == {"0"}
    assert sum(float(value) for value in list(audio[0].values())[3:]) == pytest.approx(1.0, abs=0.01)
    with (folder / "trace.csv.body.csv").open(encoding="utf-8", newline="") as file:
        body = list(csv.DictReader(file))
    assert list(body[0]) == ["at_s", "kit", "eda_us", "hr_bpm", "quality", "on_body", "arousal"]
    for kit, skin_us in (("kit", 2.0), ("kit (2)", 4.0)):
        rows = [row for row in body if row["kit"] == kit]
        assert [row["at_s"] for row in rows] == [f"{second}.0" for second in range(1, 111)]
        last = rows[-1]
        assert float(last["eda_us"]) == pytest.approx(skin_us, abs=0.2)
        assert float(last["hr_bpm"]) == pytest.approx(75, abs=2)
        assert (last["quality"], last["on_body"]) == ("1.00", "1")
        assert 0 <= float(last["arousal"]) <= 1
        assert rows[0]["arousal"] == ""


@pytest.mark.parametrize("option", ["--audio", "--body"])
@pytest.mark.parametrize("kind", ["missing", "folder", "text", "empty"])
def test_an_unreadable_recording_is_exit_3_and_nothing_is_written(
    tmp_path: Path, option: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line names the file. Neither `--out` nor a trace is created."""
    bad = tmp_path / "bad"
    match kind:
        case "folder":
            bad.mkdir()
        case "text":
            bad.write_text("hello\n")
        case "empty":
            bad.touch()
    out, trace = tmp_path / "messages.jsonl", tmp_path / "trace.csv"
    code = main(["replay", option, str(bad), "--k", "0", "--out", str(out), "--trace", str(trace)])
    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (3, "", 1)
    assert str(bad) in printed.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ([] if kind == "missing" else ["bad"])


def test_a_cut_audio_file_is_exit_3_after_its_windows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The windows and the trace of the readable part are written, and then one line has the error."""
    audio, trace = cut(write_sound(tmp_path / "shop.flac", tone(8.0, hz=999)), 0.5), tmp_path / "trace.csv"
    code = main(["replay", "--audio", str(audio), "--k", "0", "--window", "1", "--trace", str(trace)])
    printed = capsys.readouterr()
    assert code == 3
    levels = [json.loads(line)["payload"]["level_db"] for line in printed.out.splitlines()]
    assert len(levels) >= 3
    assert set(levels[:-1]) == {-23.0}  # the last half second is incomplete, and may be the only one of its window
    assert printed.err.count("\n") == 1
    assert "is truncated" in printed.err
    assert (tmp_path / "trace.csv.sound.csv").read_text(encoding="utf-8").count("\n") >= 2 * 3


def test_a_replay_needs_a_recording(capsys: pytest.CaptureFixture[str]) -> None:
    """Without one the exit code is 2, and the error names the three options."""
    assert main(["replay", "--k", "0"]) == 2
    assert "--video, --audio, --body" in capsys.readouterr().err


def test_an_old_key_of_the_settings_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """It goes to the log; what is printed is as with the new key."""
    audio, config = write_sound(tmp_path / "shop.wav", tone(2.0)), tmp_path / "vitrina.toml"
    printed = []
    for key in ('use = "research"', 'model_licence = "evaluation"'):
        config.write_text(f"[models]\n{key}\n")
        assert main(["replay", "--audio", str(audio), "--k", "0", "--config", str(config)]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] != ""
    assert [record.message for record in caplog.records if "old key" in record.message] == [
        "settings: [models] model_licence is an old key, which the next release refuses. "
        'Replace it with use = "research".'
    ]


def test_a_trace_never_replaces_an_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An audio file with the name of its own trace is left unchanged."""
    audio = write_sound(tmp_path / "t.csv.sound.csv", tone(1.0), kind="wav")
    before = audio.read_bytes()
    assert main(["replay", "--audio", str(audio), "--trace", str(tmp_path / "t.csv")]) == 2
    assert "t.csv.sound.csv. Name another file" in capsys.readouterr().err
    assert audio.read_bytes() == before


# Noise --------------------------------------------------------------------------------------------------------------


def rules_with(k: int | None, noise: float = 0.5) -> AudienceRules:
    return ReplayRequest(None, START_S, k=k).audience_rules(Settings(reaction=ReactionSettings(noise=noise)))


@pytest.mark.parametrize(("k", "scale"), [(None, 0.75), (3, 0.75), (2, 0.0), (1, 0.0), (0, 0.0)])
def test_a_replay_adds_noise_from_three_people_on(k: int | None, scale: float) -> None:
    """Below that it shows what was measured of each person, and its noise is 0."""
    noise = rules_with(k, noise=0.75).noise
    assert noise.scale == scale
    assert (noise.draws.draw_normal(1.0) == 0.0) == (scale == 0.0)


def test_the_noise_of_a_replay_comes_from_a_seed_of_its_own() -> None:
    """Every replay has the same draws, from their beginning, and they are not the random bits of the ids."""
    draws = [[rules.noise.draws.draw_normal(1.0) for _ in range(10)] for rules in (rules_with(3), rules_with(3))]
    assert draws[0] == draws[1]
    of_ids = Draws(random.Random(ID_SEED)).draw_normal
    assert draws[0] != [of_ids(1.0) for _ in range(10)]


def test_a_replay_says_that_the_model_abstained_everywhere(
    films: Films, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two classes have a half each, and the limit is 0.9: with any --k there would be no reaction."""
    weights = [[0.0, 0.0]] * 3
    OwnNetwork(weights=weights).write(tmp_path, thresholds={"abstain_below": 0.9})
    config, plays = tmp_path / "vitrina.toml", tmp_path / "plays.csv"
    config.write_text(f'{TOML}expression = "{tmp_path}/own.json"\n[faces]\ntiles = "whole"\nrate_hz = 5\n')
    plays.write_text("creative,start_s,end_s\nspring,0,4\n")
    options = ["--video", str(films(1)), "--plays", str(plays), "--config", str(config), "--summary"]
    assert main(["replay", *options, "--k", "5"]) == 0
    summary = capsys.readouterr().out
    assert "--k 1" not in summary
    assert "the expression model gave no verdict" in summary
    assert "(unsure " in summary
