"""What the settings file says, and who can read it."""

from pathlib import Path

import pytest

from edge.tools.doctor.config import secrets, settings_file
from edge.tools.doctor.finding import CheckContext
from tests.edge.tools.doctor.patient import known, levels, only


def unread(path: Path) -> CheckContext:
    return CheckContext(path, lambda: 0.0)


def test_every_problem_of_the_settings_is_a_line(tmp_path: Path) -> None:
    """Not the first alone, as nobody wants to come three times."""
    path = tmp_path / "vitrina.toml"
    path.write_text('[camera]\nsorce = "x"\n[audience]\nk = 2\n[faces]\ntiles = "5"\n', encoding="utf-8")
    patient = unread(path)
    findings = list(settings_file(patient))
    assert levels(findings) == [("settings", "error")] * 3
    for finding, words in zip(findings, ("[camera] sorce", "k = 2 is too small; 3 is the least", "tiles"), strict=True):
        assert words in finding.text
        assert "vitrina.toml line" in finding.text
        assert "vitrina settings --example" in finding.cure
    assert patient.settings is None


@pytest.mark.parametrize(
    ("content", "says"), [(None, "cannot be read (No such file"), (b"[camera\n", "is not TOML"), (b"\xff", "not UTF-8")]
)
def test_settings_that_are_none(tmp_path: Path, content: bytes | None, says: str) -> None:
    """Absent, broken, binary: what it is and how to have a good one."""
    path = tmp_path / "vitrina.toml"
    if content is not None:
        path.write_bytes(content)
    finding = only(list(settings_file(unread(path))))
    assert finding.ok is False
    assert says in finding.text
    assert "vitrina settings --example" in finding.cure
    assert "Nothing was started" not in finding.text + finding.cure


def test_settings_that_can_be_used_are_handed_on(tmp_path: Path) -> None:
    patient = known(tmp_path, '[site]\ntenant = "acme"\n')
    patient.settings = None
    assert only(list(settings_file(patient))).level == "ok"
    assert patient.given().site.tenant == "acme"


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_secret_that_others_can_read(tmp_path: Path, mode: int) -> None:
    """By the group or by all: each file is named, with the command that closes it, and what is in it is not."""
    for name in ("password", "door.key", "door.crt"):
        (tmp_path / name).write_text("hush", encoding="utf-8")
        (tmp_path / name).chmod(mode)
    patient = known(
        tmp_path,
        f'[broker]\npassword = "hush"\npassword_file = "{tmp_path}/password"\n'
        f'key_file = "{tmp_path}/door.key"\ncert_file = "{tmp_path}/door.crt"\n',
    )
    patient.path.chmod(mode)
    findings = list(secrets(patient))
    assert levels(findings) == [("secrets", "warning")] * 3
    for finding, name in zip(findings, ("vitrina.toml", "password", "door.key"), strict=True):
        assert f"{tmp_path}/{name}" in finding.text
        assert f"({mode:o})" in finding.text
        assert finding.cure.startswith(f"chmod 600 {tmp_path}/{name}")
        assert "hush" not in finding.text + finding.cure


@pytest.mark.parametrize(
    ("source", "is_secret"),
    [
        ("rtsp://door:hush@10.0.0.5/live", True),
        ("rtsp://10.0.0.5/live?pw=hush", True),
        ("rtspsrc location=rtsp://a:hush@10.0.0.5 ! appsink", True),
        ("rtsp://10.0.0.5/live", False),
        ("v4l2src ! appsink", False),
        ("/dev/video0", False),
    ],
)
def test_an_address_may_hold_a_secret(tmp_path: Path, source: str, is_secret: bool) -> None:
    """Then the settings are one."""
    patient = known(tmp_path, f'[camera]\nsource = "{source}"\n')
    patient.path.chmod(0o644)
    finding = only(list(secrets(patient)))
    assert (finding.level == "warning") == is_secret
    assert "hush" not in finding.text + finding.cure


def test_a_secret_of_the_owner_alone_is_well(tmp_path: Path) -> None:
    finding = only(list(secrets(known(tmp_path, '[broker]\npassword = "hush"\n'))))
    assert finding.level == "ok"
    assert "vitrina.toml" in finding.text
