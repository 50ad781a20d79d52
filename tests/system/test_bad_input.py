"""From outside: a foreseen fault is a line or a few, the exit code says which kind, nothing half is left."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest

from edge.cli.main import main
from edge.kiosk.networks import RESEARCH_EXPRESSION
from models.serving.formats import FaceInput
from models.serving.spec import ModelSpec
from tests.doubles.films import cut, write_film, write_jpegs
from tests.doubles.mjpeg import film, noise
from tests.people import Films
from tests.system import shop

SHIPPED = ModelSpec.load(RESEARCH_EXPRESSION)


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command; a traceback would fail the test by itself."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as left:
        code = int(left.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def network(folder: Path, content: bytes | None = None, **facts: Any) -> Path:
    """The shipped expression network, with other bytes or facts; a settings file that names it."""
    card = replace(SHIPPED, folder=folder, **facts).save()
    if content is not None:
        (folder / SHIPPED.file).write_bytes(content)
    config = folder / "vitrina.toml"
    models = f'[models]\nuse = "research"\nexpression = "{card}"\n'
    config.write_text(f"{models}[staff]\n{shop.STAFF}\n", encoding="utf-8")
    return config


# Videos -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["missing", "folder", "text", "empty", "no frames"])
def test_a_video_that_is_none_is_exit_3_and_nothing_is_written(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line names the file; neither `--out` nor `--trace` comes into being, and an old `--out` stays."""
    video, out, trace = tmp_path / "shop.mp4", tmp_path / "told.jsonl", tmp_path / "trace.csv"
    out.write_text("of yesterday")
    match kind:
        case "folder":
            video.mkdir()
        case "text":
            video.write_text("creative,start_s,end_s\n" * 100)
        case "empty":
            video.touch()
        case "no frames":
            write_film(video, frames=0)
    code, told, err = said(capsys, "replay", "--video", video, "--k", "0", "--out", out, "--trace", trace)
    assert (code, told, err.count("\n")) == (3, "", 1)
    assert err.startswith(f"video: {video} could not be ")
    assert out.read_text() == "of yesterday"
    assert not trace.exists()


def test_a_film_that_was_cut_short_is_told_as_far_as_it_goes(
    films: Films, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All that was seen up to there is flushed, the trace too; then exit 3, with the length that was used."""
    pictures = [image for _, image in film(films(4))()]
    whole = write_jpegs(tmp_path / "half.mjpeg", chain(pictures[:75], islice(noise(320, 240), 5)))
    trace = tmp_path / "trace.csv"
    code, told, err = said(capsys, "replay", "--video", whole, "--k", "3", "--trace", trace)
    (window,) = [json.loads(line)["payload"] for line in told.splitlines()]
    assert code == 3
    begin = f"video: {whole} changes its frame size from 640x360 to 320x240 px. Its first "
    assert err.startswith(begin)
    told_s, frames = re.findall(r"[0-9.]+", err.removeprefix(begin))[:2]
    assert int(frames) == 74  # the 75th need not be looked at, so nobody knows its size
    assert told_s == f"{int(frames) / 25:.1f}"
    assert window["visits"] == 4
    assert len({line.split(",")[1] for line in trace.read_text().splitlines()[1:]}) == 4
    code, told, err = said(capsys, "replay", "--video", whole, "--k", "3", "--summary")
    assert (code, told.splitlines()[0]) == (3, "4 visits, 4 watchers, in 1 windows with at least 3 people each")


def test_half_a_container_is_read_to_the_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With k = 0 its empty windows are told, up to the cut."""
    half = cut(write_film(tmp_path / "shop.avi", frames=100), 0.6)
    code, told, err = said(capsys, "replay", "--video", half, "--k", "0", "--window", "1")
    assert code == 3
    assert "is truncated: according to its header it has 100 frames in 4.0 s" in err
    assert len(told.splitlines()) == 3


def test_what_the_libraries_say_of_a_bad_file_is_said_by_us(tmp_path: Path) -> None:
    """A real process: one line on stderr, none of OpenCV's and FFmpeg's, and no progress where nobody watches."""
    (tmp_path / "shop.mp4").write_bytes(bytes(20_000))
    run = shop.vitrina("replay", "--video", tmp_path / "shop.mp4")
    assert (run.returncode, run.stdout) == (3, "")
    assert re.fullmatch(r"video: \S+ could not be opened: .*\n", run.stderr)


# Plays --------------------------------------------------------------------------------------------------------------


def test_a_plays_file_is_wrong_in_many_lines_and_all_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Overlap, end before start, missing values, bad names: exit 2, each with its line, before the video is touched."""
    plays = tmp_path / "plays.csv"
    plays.write_text("creative,start_s,end_s\na,0,15\nb,14,20\nc,30,25\nd,40\nE!,50,60\n")
    code, told, err = said(capsys, "replay", "--video", tmp_path / "none.mp4", "--plays", plays)
    assert (code, told) == (2, "")
    assert [line.split(":")[0] for line in err.splitlines()] == [f"plays.csv line {n}" for n in (3, 4, 5, 6)]
    assert "this play starts at 14.0 s, before that of line 2 ends (15.0 s). Plays must not overlap." in err


@pytest.mark.parametrize("text", ["", "advert,from,to\na,0,1\n", "a,0,1\n"])
def test_a_plays_file_with_other_columns(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Line 1 is named, with what it should be."""
    plays = tmp_path / "plays.csv"
    plays.write_text(text)
    code, _, err = said(capsys, "replay", "--video", tmp_path / "none.mp4", "--plays", plays)
    assert code == 2
    assert err.startswith("plays.csv line 1: this line must name the columns: creative,start_s,end_s[,media_from_s]")


# Settings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "replay"])
def test_settings_that_cannot_be_are_said_all_at_once(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown key, a wrong type, a value out of range: exit 2, each with its key, line and allowed values."""
    config = tmp_path / "vitrina.toml"
    config.write_text('[audience]\nk = 2\nkk = 3\n[camera]\nloop = "yes"\n[broker]\nport = 99999\n')
    video = ("--video", tmp_path / "none.mp4") if command == "replay" else ()
    code, _, err = said(capsys, command, "--config", config, *video)
    assert code == 2
    lines = err.splitlines()
    assert lines[0] == "settings: [audience] k = 2 is too small; it must be at least 3 (vitrina.toml line 2)."
    assert [re.search(r"line (\d)", line)[1] for line in lines[:-1]] == list("2357")  # type: ignore[index]
    assert lines[-1] == "Nothing was started."


def test_a_settings_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, and how to make one."""
    code, _, err = said(capsys, "run", "--config", tmp_path / "none" / "vitrina.toml")
    assert code == 2
    assert "vitrina settings --example" in err


# Model files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("absent", "cannot be read (No such file or directory)"),
        ("altered", "is not the file that its model settings describe"),
        ("opset", "uses ONNX opset 18"),
        ("no card", "does not exist"),
        ("licence", "is licensed for evaluation use only"),
        ("size", "cannot run"),
        ("colour", "cannot read faces"),
    ],
)
@pytest.mark.parametrize("command", ["run", "replay"])
def test_a_model_file_that_is_not_what_it_should_be_is_exit_4(
    tmp_path: Path, command: str, fault: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is sensed or read, by both commands; what and what to do in one line."""
    shipped = SHIPPED.checked_bytes()
    match fault:
        case "absent":
            config = network(tmp_path)
        case "altered":
            config = network(tmp_path, shipped[:-1] + bytes([shipped[-1] ^ 1]))
        case "opset":
            other = re.sub(rb"\x42(\x02|\x04\x0a\x00)\x10\x11", lambda found: found[0][:-1] + b"\x12", shipped)
            config = network(tmp_path, other, sha256=hashlib.sha256(other).hexdigest())
        case "size":
            config = network(tmp_path, shipped, inputs={"faces": (1, 64, 64)})
        case "colour":
            config = network(tmp_path, shipped, face_input=FaceInput(colour="RGB"))
        case "licence":
            config = network(tmp_path, shipped)
            config.write_text(config.read_text().replace("research", "shop"), encoding="utf-8")
        case _:
            config = network(tmp_path)
            (tmp_path / RESEARCH_EXPRESSION.name).unlink()
    video = ("--video", tmp_path / "none.mp4") if command == "replay" else ()
    code, _, err = said(capsys, command, "--config", config, *video)
    assert (code, err.count("\n")) == (4, 1), err
    assert words in err
    assert "Nothing was started." in err


# Usage --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("replay",),
        ("replay", "--video", "a.mp4", "--k", "-1"),
        ("replay", "--video", "a.mp4", "--k", "2.5"),
        ("replay", "--video", "a.mp4", "--window", "0"),
        ("replay", "--video", "a.mp4", "--window", "nan"),
        ("replay", "--video", "a.mp4", "--start", "yesterday"),
        ("replay", "--video", "a.mp4", "--start", "9999-12-31T23:59:59Z"),
        ("schema", "windows"),
    ],
)
def test_bad_usage_is_exit_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """The fault is told on stderr; nothing on stdout."""
    code, out, err = said(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize("option", ["--out", "--trace"])
def test_what_cannot_be_written_is_said_before_the_work(
    films: Films, tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is not there, a folder itself, and the video that is being read."""
    video = Path(shutil.copy(films(0), tmp_path / "shop.mp4"))
    before = video.read_bytes()
    for bad in (tmp_path / "nowhere" / "x", tmp_path, video):
        code, out, err = said(capsys, "replay", "--video", video, option, bad)
        assert (code, out, err.count("\n")) == (2, "", 1), err
        why = f"this command already reads or writes {bad}." if bad == video else f"cannot write {bad} "
        assert err.startswith(f"{option}: {why}")
    assert video.read_bytes() == before


def test_a_full_disk_is_said(films: Films, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 with the file's name; no traceback."""
    code, _, err = said(capsys, "replay", "--video", films(0), "--k", "0", "--out", "/dev/full")
    assert code == 2
    assert err.startswith("/dev/full cannot be written (No space left on device).")


@pytest.mark.parametrize(
    "arguments", [("schema",), ("schema", "--asyncapi"), ("settings", "--example"), ("replay", "--k", "0", "--video")]
)
def test_whoever_reads_only_the_first_line_is_not_scolded(films: Films, arguments: tuple[str, ...]) -> None:
    """`vitrina ... | head -1`: exit 0 and a quiet stderr."""
    program = shop.command(*arguments, *([films(0)] if "--video" in arguments else []))
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    pipe = subprocess.PIPE
    with subprocess.Popen(program, stdout=pipe, stderr=pipe, cwd=shop.ROOT, env=environ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
