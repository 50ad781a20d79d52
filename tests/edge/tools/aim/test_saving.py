"""Saving in the settings file: all or nothing, with owner and permissions unchanged."""

import os
import stat
from pathlib import Path

import pytest

from edge.settings.settings import load
from edge.tools.aim.saving import SettingsWriteError, as_toml, save

TEXT = '# ours\r\n[site]\r\nsite = "berlin-7"  # the door\r\n[faces]\r\nmin_px = 30\r\n'
MASK = ((0.0, 0.1), (0.5, 0.1), (0.5, 0.9))
OTHER = ((0.6, 0.1), (0.7, 0.1), (0.7, 0.2), (0.6, 0.2))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "vitrina.toml"
    path.write_bytes(TEXT.encode())
    path.chmod(0o640)
    return path


def test_the_kiosk_reads_the_saved_values(path: Path) -> None:
    """Masks and the direction to the screen; other parts of the file stay unchanged."""
    save(path, (MASK, OTHER), (3.5, -12.0))
    settings = load(path)
    assert settings.faces.masks == [list(MASK), list(OTHER)]
    assert (settings.screen.yaw_deg, settings.screen.pitch_deg) == (3.5, -12.0)
    assert settings.faces.min_px == 30
    assert path.read_bytes().startswith(TEXT.encode())
    save(path, (), None)
    assert load(path).faces.masks == []
    assert load(path).screen.yaw_deg == 3.5


def test_the_file_keeps_its_mode_and_leaves_nothing_beside_it(path: Path) -> None:
    """The file may contain a password."""
    save(path, (MASK,), None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in path.parent.iterdir()] == ["vitrina.toml"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_file_keeps_its_owner(path: Path) -> None:
    """A technician uses sudo, and the kiosk must still read the file."""
    os.chown(path, 12345, 23456)
    save(path, (MASK,), None)
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    """The target of the link changes."""
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    save(link, (MASK,), None)
    assert link.is_symlink()
    assert load(path).faces.masks == [list(MASK)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("faces = { min_px = 30 }\n", "Write it as a section"),
        ("[faces]\nmin_px = 3\n", "min_px = 3 is too small"),
        ("[faces\n", "is not TOML"),
    ],
)
def test_a_file_that_cannot_be_edited_stays_unchanged(path: Path, text: str, part: str) -> None:
    """The error says why, also if another program damaged the file meanwhile."""
    path.write_text(text)
    with pytest.raises(SettingsWriteError, match=f"was not changed: .*{part}"):
        save(path, (MASK,), None)
    assert path.read_text() == text
    assert [p.name for p in path.parent.iterdir()] == ["vitrina.toml"]


def test_settings_that_the_kiosk_would_refuse_are_not_written(path: Path) -> None:
    """The new file is loaded as the kiosk loads it, before it replaces the old one."""
    with pytest.raises(SettingsWriteError, match=r"was not changed: .*between 0 and 1"):
        save(path, (((0.0, 0.0), (2.0, 0.0), (0.0, 2.0)),), None)
    assert path.read_bytes() == TEXT.encode()


def test_a_file_that_cannot_be_replaced_is_an_error(tmp_path: Path) -> None:
    """The file is missing, or no file can be written beside it; here because the name is too long."""
    with pytest.raises(SettingsWriteError, match=r"was not changed: .* cannot be read"):
        save(tmp_path / "gone.toml", (MASK,), None)
    path = tmp_path / ("a" * 250)
    path.touch()
    with pytest.raises(SettingsWriteError, match=r"was not changed: File name too long.*sudo"):
        save(path, (MASK,), None)
    assert path.read_text() == ""


def test_each_mask_has_its_own_line() -> None:
    """A technician can find and remove a mask."""
    assert as_toml((MASK, OTHER)).splitlines()[1] == "  [[0.0, 0.1], [0.5, 0.1], [0.5, 0.9]],"
    assert len(as_toml((MASK, OTHER)).splitlines()) == 4
    assert as_toml(()) == "[]"
