"""`vitrina aim` as a technician meets it: the real command, a real terminal, a film as its camera."""

import signal
from pathlib import Path

import pytest

from edge.settings.settings import load
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
    """An empty shop, for ever, and a folder with nothing in it but settings and film."""
    return settings(tmp_path, write_film(tmp_path / "shop.mp4", frames=250))


def listing(folder: Path) -> dict[str, bytes]:
    """Files and what is in them; without the list of fonts that a library makes in a new home."""
    paths = [path for path in folder.rglob("*") if path.is_file() and "matplotlib" not in path.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_a_mask_is_drawn_saved_and_nothing_else_is_written(config: Path) -> None:
    """From the first picture to the end: the settings alone have changed, and the terminal is as it was."""
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
    assert load(config).faces.masks == [[(0.05, 0.1), (0.2, 0.1), (0.2, 0.5), (0.05, 0.5)]]


def test_what_was_not_saved_is_gone_after_a_second_quit(config: Path) -> None:
    """One quit asks, and a word between takes the question back."""
    before = listing(config.parent)
    with at_work(config) as technician:
        technician.see("faces count")
        technician.type("mask A1")
        technician.type("quit")
        technician.see("Not saved yet")
        technician.type("maks")
        technician.see("maks is not known here")
        technician.type("quit")
        technician.see("Not saved yet")
        technician.type("quit")
        assert technician.leave() == 0
    assert listing(config.parent) == before


@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "Ctrl-C"])
def test_the_terminal_comes_back_when_the_command_is_stopped(config: Path, how: str) -> None:
    """By a person or by the system: modes as before, no picture left standing, nothing written."""
    before = listing(config.parent)
    with at_work(config) as technician:
        modes = technician.modes()
        technician.see("faces count")
        technician.type("mask A1")
        technician.see("not saved")
        if how == "Ctrl-C":
            technician.press(b"\x03")
        else:
            technician.process.send_signal(signal.Signals[how])
        assert technician.leave() == 130
        assert technician.modes() == modes
        assert technician.was_shown.endswith(b"\x1b[2J\x1b[H\x1b[?1049l")
    assert listing(config.parent) == before


def test_people_count_until_their_places_are_masked(films: Films, tmp_path: Path) -> None:
    """Two real people, one at the left; the direction to the screen is measured on the nearest of them."""
    config = settings(tmp_path, films(2))
    with at_work(config) as technician:
        technician.see("2 of 2 faces count")
        technician.type("mask A1 E10")
        technician.see("1 of 2 faces count")
        technician.type("centre")
        while "readings of the nearest" not in technician.see("readings of the nearest", "nobody who counts"):
            technician.type("centre")  # the film's end, at which nobody is there, came between
        technician.type("save")
        technician.see("Saved in")
        technician.type("quit")
        assert technician.leave() == 0
    screen = load(config).screen
    assert (screen.yaw_deg, screen.pitch_deg) != (0.0, 0.0)


def test_a_film_that_ends_leaves_no_picture(tmp_path: Path) -> None:
    """What the camera gave last is not kept; masks can still be saved."""
    config = settings(tmp_path, write_film(tmp_path / "short.mp4", frames=10), loop=False)
    with at_work(config) as technician:
        technician.see("short.mp4 is at its end")
        technician.type("mask A1")
        technician.see("Mask 1 is new")
        technician.type("save")
        technician.see("Saved in")
        technician.press(b"\x04")
        assert technician.leave() == 0
    assert len(load(config).faces.masks) == 1


def test_a_camera_that_another_program_has_says_what_to_do(tmp_path: Path) -> None:
    """Most often that is the kiosk. The terminal was never taken."""
    with at_work(settings(tmp_path, "/dev/null")) as technician:
        technician.see("systemctl stop vitrina")
        assert technician.leave() == 3
        assert b"\x1b[?1049h" not in technician.was_shown


def test_output_that_is_no_terminal_gets_no_picture(config: Path) -> None:
    """Exit 2 and what to do, before anything is opened."""
    done = shop.vitrina("aim", "--config", config)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "ssh -t" in done.stderr
    assert "Traceback" not in done.stderr
