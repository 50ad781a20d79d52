"""`vitrina replay` from the command line: the same bytes every time, in the format that a kiosk sends."""

import csv
import json
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.events import EXPRESSIONS
from tests.people import PRESENT_S, Films
from tests.research import TOML
from tests.system import shop

PLAYS = "creative,start_s,end_s,media_from_s,experiment,arm,block\nspring_a,0,3,0,e12,a,1\nsummer_b,3,7,2,,,\n"


@pytest.fixture
def plays(tmp_path: Path) -> Path:
    path = tmp_path / "plays.csv"
    path.write_text(PLAYS)
    return path


@pytest.fixture
def near(tmp_path: Path) -> tuple[str, Path]:
    """Options of a replay in which all faces are near: they are searched in the whole picture alone."""
    config = tmp_path / "near.toml"
    config.write_text('[faces]\ntiles = "whole"\n', encoding="utf-8")
    return "--config", config


def output_of(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert main(["replay", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_two_replays_give_the_same_bytes(
    films: Films, tmp_path: Path, plays: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process to stdout, and in another one to a file and with a trace: all bytes are equal."""
    options = ("--video", films(7), "--plays", plays, "--k", "3", "--window", "4")
    first = output_of(capsys, *options)
    assert [json.loads(line)["payload"]["seq"] for line in first.splitlines()] == list(range(1, first.count("\n") + 1))
    out, trace = tmp_path / "messages.jsonl", tmp_path / "trace.csv"
    other = shop.vitrina("replay", *options, "--out", out, "--trace", trace)
    assert (other.returncode, other.stdout) == (0, ""), other.stderr
    assert out.read_text(encoding="utf-8") == first


def test_a_line_is_a_message_as_a_kiosk_would_send_it(
    films: Films, plays: Path, near: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line has topic and payload, and each payload is valid for its type: window, reactions, plays."""
    lines = output_of(capsys, "--video", films(7), "--plays", plays, "--k", "3", *near).splitlines()
    payloads = []
    for line in lines:
        kind = json.loads(line)["topic"].split("/", 5)[5]
        topic = f'{{"topic":"vitrina/1/demo/shop/kiosk/{kind}","payload":'
        assert line.startswith(topic)
        payloads.append(shop.parsed(line.removeprefix(topic).removesuffix("}").encode()))
    (window,) = shop.of("window", payloads)
    spring, summer = shop.of("reaction", payloads)
    assert (window["visits"], window["watchers"], window["k"]) == (7, 7, 3)
    assert (window["from"], window["to"]) == ("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:08.000Z")
    assert (spring["creative"], spring["experiment"]) == ("spring_a", {"id": "e12", "arm": "a"})
    assert (summer["creative"], summer["experiment"]) == ("summer_b", None)
    assert len(spring["curve"]["n"]) == 3
    assert (
        summer["curve"]["watchers"] == []
    )  # the play started at media second 2, and only plays from their start count
    assert [play["creative"] for play in shop.of("play", payloads)] == ["spring_a", "summer_b"]
    assert sum("seq" in payload for payload in payloads) == len(lines)


def test_noise_moves_the_numbers_of_reactions_and_nothing_else(
    films: Films, tmp_path: Path, plays: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With little, with much and with none: the same ids, times and counts, in all messages, and other means."""
    little, much, none = [
        [
            json.loads(line)["payload"]
            for line in output_of(capsys, "--video", films(7), "--plays", plays, *options).splitlines()
        ]
        for options in (
            ("--k", "3", "--config", config_with(tmp_path, 0.5)),
            ("--k", "3", "--config", config_with(tmp_path, 2)),
            ("--k", "2", "--config", config_with(tmp_path, 1)),
        )
    ]
    noisy = {"noise_sd", "smile", "negative", "surprise", "valence", "arousal", "curve"}
    spring = [next(payload for payload in payloads if "noise_sd" in payload) for payloads in (little, much, none)]
    assert [reaction["noise_sd"]["total"] for reaction in spring] == [1.0, 4.0, 0.0]
    for name in noisy - {"noise_sd", "curve"}:
        assert abs(spring[0][name] - spring[2][name]) < abs(spring[1][name] - spring[2][name])
    assert spring[0]["curve"]["n"] == spring[1]["curve"]["n"]
    for first, second in zip(little, much, strict=True):
        assert {key: first[key] for key in first.keys() - noisy} == {key: second[key] for key in second.keys() - noisy}


def config_with(folder: Path, noise: float) -> Path:
    config = folder / f"noise-{noise}.toml"
    config.write_text(f'{TOML}[reaction]\nnoise = {noise}\n[faces]\ntiles = "whole"\n', encoding="utf-8")
    return config


def test_too_few_people_give_no_window_and_no_reaction(
    films: Films, plays: Path, near: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Four people with k = 5 give only plays. An empty wall gives nothing, even with k = 1."""
    out = output_of(capsys, "--video", films(4), "--plays", plays, "--k", "5", *near)
    assert {json.loads(line)["payload"]["schema"] for line in out.splitlines()} == {"vitrina.play/1"}
    assert output_of(capsys, "--video", films(0), "--k", "1", *near) == ""


def test_with_k_0_empty_windows_are_released_too(films: Films, capsys: pytest.CaptureFixture[str]) -> None:
    """There is one at every multiple of the window, from the given start of the recording."""
    out = output_of(capsys, "--video", films(0), "--k", "0", "--window", "2", "--start", "2026-03-01T09:00:01Z")
    windows = [json.loads(line)["payload"] for line in out.splitlines()]
    assert [window["to"][17:19] for window in windows] == ["02", "04", "06", "08", "09"]
    assert windows[0]["from"] == "2026-03-01T09:00:01.000Z"
    assert all(window["visits"] == 0 and window["dwell_s"] is None for window in windows)


def test_the_summary_has_a_line_for_each_creative(
    films: Films, plays: Path, near: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The first line has visits and watchers. With too few people the lines have the minimum numbers."""
    summary = ("--summary", *near)
    lines = output_of(capsys, "--video", films(7), "--plays", plays, "--k", "3", *summary).splitlines()
    assert lines[0] == "7 visits, 7 watchers, in 1 windows with at least 3 people each"
    assert [line.split(":")[0] for line in lines[1:]] == ["spring_a (e12 a)", "summer_b"]
    assert all("7 exposed, 7 watchers" in line for line in lines[1:])
    unknown = output_of(capsys, "--video", films(4), "--k", "3", *summary).splitlines()
    assert unknown[0].startswith("4 visits")
    assert "--plays FILE" in unknown[1]
    few = output_of(capsys, "--video", films(4), "--plays", plays, "--k", "5", *summary).splitlines()
    assert [line.partition(", so no")[0] for line in few] == [
        "no window had at least 5 people",
        "no creative has verdicts from at least 5 people",
    ]


def test_a_trace_has_a_row_for_each_visit_and_step(
    films: Films, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The columns are the documented ones, visits are numbered from 1 by their start, and all values are in range."""
    trace = tmp_path / "trace.csv"
    output_of(capsys, "--video", films(4), "--k", "1", "--trace", trace, "--config", config_with(tmp_path, 0.5))
    with trace.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert ",".join(rows[0]) == (
        "at_s,visit,x,y,w,h,yaw,pitch,attentive,frames,verdicts,"
        "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,valence,arousal"
    )
    assert {row["visit"] for row in rows} == {"1", "2", "3", "4"}
    assert {round(float(row["at_s"]) / 0.2, 6) % 1 for row in rows} == {0.0}
    assert max(float(row["at_s"]) for row in rows) < PRESENT_S
    for row in rows:
        assert 1 <= int(row["frames"]) <= 4
        read = [row[name] for name in EXPRESSIONS]
        assert not any(read) if row["verdicts"] == "0" else sum(map(float, read)) == pytest.approx(1, abs=0.01)
