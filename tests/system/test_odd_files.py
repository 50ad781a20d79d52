"""Names and files as an attacker or an accident leaves them: a line and an exit code, never a crash or a wait."""

import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.doubles.films import write_film
from tests.doubles.recordings import tone, write_sound, write_worn
from tests.system import shop

ODD = os.fsdecode(b"odd\xff")
SHOWN = "odd\\udcff"
PLAYS = "creative,start_s,end_s\nspring_a,0,1\n"
ARGUMENTS = {"video": 3, "audio": 3, "body": 3, "plays": 2, "config": 2, "out": 2, "trace": 2}


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_film(tmp_path / "shop.mp4", frames=25)


def replay(film: Path, option: str, path: Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a replay with this file as one of its arguments."""
    others = () if option in ("video", "audio", "body") else ("--video", film)
    run = shop.vitrina_here("replay", "--k", "0", *others, f"--{option}", path)
    return run.returncode, run.stdout, run.stderr


# Names that are no UTF-8 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".mp4", ".avi", ".mkv"])
def test_a_video_of_any_name_is_read(tmp_path: Path, ending: str) -> None:
    """The name is no text, and the film gives the same bytes under it."""
    film = write_film(tmp_path / f"shop{ending}", frames=25)
    told = replay(film, "video", film)
    assert told[0] == 0
    assert replay(film, "video", film.rename(tmp_path / f"{ODD}{ending}")) == told


def test_sound_and_bodies_of_any_name_are_read(film: Path, tmp_path: Path) -> None:
    """Their names stand in the trace, as far as they are text."""
    sound = write_sound(tmp_path / "room.wav", tone(2.0)).rename(tmp_path / f"{ODD}.wav")
    body = write_worn(tmp_path / f"{ODD}.csv", 3)
    plays, trace = tmp_path / f"{ODD}.plays", tmp_path / "trace.csv"
    plays.write_text(PLAYS)
    run = shop.vitrina_here(
        "replay", "--k", "0", "--audio", sound, "--body", body, "--plays", plays, "--trace", trace, "--window", "1"
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert any(json.loads(line)["payload"].get("creative") == "spring_a" for line in run.stdout.splitlines())
    assert (tmp_path / "trace.csv.body.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[1] == SHOWN


@pytest.mark.parametrize("option", ["video", "audio", "body", "plays", "config"])
def test_a_missing_file_of_any_name_is_named(film: Path, tmp_path: Path, option: str) -> None:
    code, told, err = replay(film, option, tmp_path / ODD)
    assert (code, told) == (ARGUMENTS[option], "")
    assert SHOWN in err
    assert len(err.splitlines()) == 1


def test_outputs_of_any_name_are_written(film: Path, tmp_path: Path) -> None:
    assert replay(film, "out", tmp_path / ODD)[0] == 0
    assert (tmp_path / ODD).read_text().count("\n") == 1


def test_a_camera_of_any_name_is_refused(film: Path, tmp_path: Path) -> None:
    """Settings are text. `demo` says so before it starts anything."""
    run = shop.vitrina("demo", "--seconds", "1", "--camera", film.rename(tmp_path / ODD))
    assert (run.returncode, run.stdout) == (3, "")
    plan, fault = run.stderr.splitlines()
    assert plan.startswith("demo: Runs a kiosk")
    assert fault == f"demo: the camera name {tmp_path}/{SHOWN} is not UTF-8 text. Rename the file."


# What is no file ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ARGUMENTS)
def test_links_in_a_circle_are_one_line(film: Path, tmp_path: Path, option: str) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    code, told, err = replay(film, option, loop)
    assert (code, told) == (ARGUMENTS[option], "")
    assert "Too many levels of symbolic links" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("option", ARGUMENTS)
def test_a_named_pipe_is_not_waited_for(film: Path, tmp_path: Path, option: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    code, told, err = replay(film, option, tmp_path / "pipe")
    assert (code, told) == (ARGUMENTS[option], "")
    assert str(tmp_path / "pipe") in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("name", ["a" * 300, "loop/film"])
@pytest.mark.parametrize("option", ["video", "audio", "body", "plays", "config", "out"])
def test_a_path_that_cannot_be_is_one_line(film: Path, tmp_path: Path, option: str, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    code, _, err = replay(film, option, tmp_path / name)
    assert (code, len(err.splitlines())) == (ARGUMENTS[option], 1)


@pytest.mark.parametrize("command", ["run", "status", "consent", "forget", "aim", "engines"])
@pytest.mark.parametrize("kind", ["pipe", "loop"])
def test_settings_that_are_no_file(tmp_path: Path, command: str, kind: str) -> None:
    """Every command that reads them says so with exit code 2 (`aim` wants a terminal first)."""
    path = tmp_path / "vitrina.toml"
    path.symlink_to("vitrina.toml") if kind == "loop" else os.mkfifo(path)
    vitrina = shop.vitrina if command == "run" else shop.vitrina_here
    run = vitrina(command, "--config", path)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert command == "aim" or str(path) in run.stderr


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("[models]\nexpression", 4),
        ("[broker]\npassword_file", 2),
        ("[broker]\ntls = true\nca_file", 2),
        ("[broker]\ntls = true\nkey_file = '/dev/null'\ncert_file", 2),
    ],
)
@pytest.mark.parametrize("kind", ["pipe", "loop"])
def test_a_file_of_the_settings_that_is_none(tmp_path: Path, key: str, code: int, kind: str) -> None:
    """The kiosk does not start. A pipe would be waited for, and SIGTERM would not end that."""
    path = tmp_path / "file"
    path.symlink_to("file") if kind == "loop" else os.mkfifo(path)
    config = tmp_path / "vitrina.toml"
    config.write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n{key} = "{path}"\n')
    vitrina = shop.vitrina if kind == "pipe" else shop.vitrina_here
    run = vitrina("run", "--config", config)
    assert run.returncode == code
    assert str(path) in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("kind", ["pipe", "loop"])
def test_a_record_of_consent_that_is_no_file_is_no_consent(tmp_path: Path, kind: str) -> None:
    """The kit is not read, and nothing waits: neither the list, nor a withdrawal."""
    record = tmp_path / "w1.json"
    record.symlink_to("w1.json") if kind == "loop" else os.mkfifo(record)
    config = tmp_path / "vitrina.toml"
    config.write_text(
        f'[outbox]\npath = "{tmp_path}/outbox.db"\n'
        f'[[kits]]\nkit = "grove"\nport = "/dev/none"\nwearer = "w1"\nconsent = "{record}"\n'
    )
    run = shop.vitrina_here("consent", "--config", config, "--json")
    assert run.returncode == 1
    (kit,) = json.loads(run.stdout)
    assert kit["state"] == "invalid"
    run = shop.vitrina_here("consent", "--config", config, "--wearer", "w1", "--withdraw")
    assert run.returncode == (1 if kind == "pipe" else 0)  # nothing lies at a link that leads nowhere
    assert "Traceback" not in run.stderr


def test_a_key_that_is_a_pipe_is_no_key(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "consent.key", 0o600)
    config = tmp_path / "vitrina.toml"
    config.write_text(
        f'[outbox]\npath = "{tmp_path}/outbox.db"\n'
        f'[[kits]]\nkit = "grove"\nport = "/dev/none"\nwearer = "w1"\nconsent = "{tmp_path}/w1.json"\n'
    )
    run = shop.vitrina_here("consent", "--config", config, "--wearer", "w1", "--purpose", "a test", "--text", "1")
    assert run.returncode == 1
    assert "pipe or a device" in run.stderr


def test_a_recording_of_a_kit_that_is_a_pipe_is_not_simulated(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    run = shop.vitrina_here("kit", "simulate", "--kit", "grove", "--from", tmp_path / "pipe")
    assert run.returncode == 3
    assert run.stderr == f"recording: {tmp_path}/pipe could not be read: it is not a file.\n"


# Sound that cannot be -----------------------------------------------------------------------------------------------


def test_sound_of_two_gigahertz(tmp_path: Path) -> None:
    """A header may state anything; no memory is taken for it."""
    path = write_sound(tmp_path / "fast.wav", tone(2.0))
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.index(b"fmt ") + 12, 2_000_000_000)
    path.write_bytes(content)
    run = shop.vitrina("replay", "--audio", path, "--k", "0")
    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr == (
        f"audio: {path} could not be opened: it has 2000000000 samples per second; at most 384000 are supported.\n"
    )


def test_sound_without_one_number(film: Path, tmp_path: Path) -> None:
    """The level is null, what the video gave is told, and the line says why there is no sound."""
    path = tmp_path / "nan.wav"
    soundfile.write(path, np.full(32_000, np.nan, np.float32), 16_000, subtype="FLOAT")
    run = shop.vitrina_here("replay", "--audio", path, "--video", film, "--k", "0", "--window", "1")
    assert run.returncode == 3
    assert run.stderr == (
        f"audio: {path} contains no sound: none of its 2.0 s can be used. "
        "The samples are not numbers, or far too loud.\n"
    )
    windows = [json.loads(line)["payload"] for line in run.stdout.splitlines()]
    assert len(windows) == 2
    assert {window["level_db"] for window in windows} == {None}
