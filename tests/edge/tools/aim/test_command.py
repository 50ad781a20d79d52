"""`vitrina aim`: the real command in a real terminal, with a film as its camera."""

import signal
from pathlib import Path

import pytest

from edge.settings.settings import load_settings_file
from tests.doubles.films import write_film
from tests.edge.tools.aim.technician import at_work
from tests.people import Films
from tests.system import shop


def settings(folder: Path, source: Path | str, *, loop: bool = True) -> Path:
    path = folder / "vitrina.toml"
    path.write_text(
        f'# ours\n[camera]\nsource = "{source}"\nloop = {str(loop).lower()}\n\n[faces]\ntiles = "whole"  # quick\n'
    )
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings of an empty shop, whose film repeats. The folder has only settings and film."""
    return settings(tmp_path, write_film(tmp_path / "shop.mp4", frames=250))


def listing(folder: Path) -> dict[str, bytes]:
    """Content of each file, without the font list that matplotlib writes in a new home."""
    paths = [path for path in folder.rglob("*") if path.is_file() and "matplotlib" not in path.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_a_mask_is_saved_and_nothing_else_is_written(config: Path) -> None:
    """Only the settings change, and the terminal has its modes back."""
    before = listing(config.parent)
    with at_work(config) as technician:
        modes = technician.modes()
        technician.see("160x120: 0 of 0 faces count. 0 masks")
        technician.type("mask B2 D5")
        technician.see("1 mask, screen +0.0° +0.0°, not saved.")
        technician.type("quit")
        technician.see("Not saved yet")
        technician.type("save")
        technician.see("Saved in")
        technician.type("quit")
        assert technician.leave() == 0
        assert technician.modes() == modes
    after = listing(config.parent)
    assert after.keys() == before.keys()
    assert [name for name in before if before[name] != after[name]] == ["vitrina.toml"]
    assert after["vitrina.toml"].startswith(before["vitrina.toml"])
    assert load_settings_file(config).faces.masks == [[(0.05, 0.1), (0.2, 0.1), (0.2, 0.5), (0.05, 0.5)]]


def test_a_second_quit_leaves_without_saving(config: Path) -> None:
    """The first quit asks. Another command between the two cancels the question."""
    before = listing(config.parent)
    with at_work(config) as technician:
        technician.see("faces count")
        technician.type("mask A1")
        technician.type("quit")
        technician.see("Not saved yet")
        technician.type("maks")
        technician.see("maks is not a command")
        technician.type("quit")
        technician.see("Not saved yet")
        technician.type("quit")
        assert technician.leave() == 0
    assert listing(config.parent) == before


@pytest.mark.parametrize("signal_name", ["SIGTERM", "SIGHUP", "Ctrl-C"])
def test_a_stopped_command_restores_the_terminal(config: Path, signal_name: str) -> None:
    """The modes are as before, the picture is cleared, and nothing is written."""
    before = listing(config.parent)
    with at_work(config) as technician:
        modes = technician.modes()
        technician.see("faces count")
        technician.type("mask A1")
        technician.see("not saved")
        if signal_name == "Ctrl-C":
            technician.press(b"\x03")
        else:
            technician.process.send_signal(signal.Signals[signal_name])
        assert technician.leave() == 130
        assert technician.modes() == modes
        assert technician.output.endswith(b"\x1b[2J\x1b[H\x1b[?1049l")
    assert listing(config.parent) == before


def test_people_count_until_their_places_are_masked(films: Films, tmp_path: Path) -> None:
    """Two real people, one at the left. The direction to the screen is measured on the nearest."""
    config = settings(tmp_path, films(2))
    with at_work(config) as technician:
        technician.see("2 of 2 faces count")
        technician.type("mask A1 E10")
        technician.see("1 of 2 faces count")
        technician.type("centre")
        while "readings of the nearest" not in technician.see(
            "readings of the nearest", "nobody whom the kiosk counts"
        ):
            technician.type("centre")  # the measurement met the end of the film, which has no people
        technician.type("save")
        technician.see("Saved in")
        technician.type("quit")
        assert technician.leave() == 0
    screen = load_settings_file(config).screen
    assert (screen.yaw_deg, screen.pitch_deg) != (0.0, 0.0)


def test_a_film_that_ends_leaves_no_picture(tmp_path: Path) -> None:
    """The last frame is not kept. Masks can still be saved."""
    config = settings(tmp_path, write_film(tmp_path / "short.mp4", frames=10), loop=False)
    with at_work(config) as technician:
        technician.see("short.mp4 has ended")
        technician.type("mask A1")
        technician.see("Mask 1 is new")
        technician.type("save")
        technician.see("Saved in")
        technician.press(b"\x04")
        assert technician.leave() == 0
    assert len(load_settings_file(config).faces.masks) == 1


def test_a_busy_camera_says_what_to_do(tmp_path: Path) -> None:
    """Usually the kiosk holds the camera. The command does not touch the terminal."""
    with at_work(settings(tmp_path, "/dev/null")) as technician:
        technician.see("systemctl stop vitrina")
        assert technician.leave() == 3
        assert b"\x1b[?1049h" not in technician.output


def test_without_a_terminal_nothing_is_started(config: Path) -> None:
    """Exit code 2 and the cure, before the camera is opened."""
    done = shop.vitrina("aim", "--config", config)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "ssh -t" in done.stderr
    assert "Traceback" not in done.stderr
