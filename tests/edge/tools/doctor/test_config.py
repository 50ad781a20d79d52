"""Checks of the settings file and of files with secrets."""

from pathlib import Path

import pytest

from edge.settings.loading import load_from_place
from edge.settings.places import SettingsPlace
from edge.settings.settings import Settings
from edge.tools.doctor import config
from edge.tools.doctor.config import secrets_findings, settings_file_findings
from edge.tools.doctor.finding import DoctorContext
from tests.edge.tools.doctor.contexts import levels, make_context, only


def without_settings(path: Path) -> DoctorContext:
    return DoctorContext(path, lambda: 0.0)


def test_every_problem_of_the_settings_is_a_finding(tmp_path: Path) -> None:
    """All problems are reported at once, not only the first."""
    path = tmp_path / "vitrina.toml"
    path.write_text('[camera]\nsorce = "x"\n[audience]\nk = 2\n[faces]\ntiles = "5"\n', encoding="utf-8")
    context = without_settings(path)
    findings = list(settings_file_findings(context))
    assert levels(findings) == [("settings", "error")] * 3
    for finding, facts in zip(findings, (["[camera] sorce"], ["k = 2", "3"], ["tiles"]), strict=True):
        assert all(fact in finding.text for fact in facts)
        assert "vitrina.toml line" in finding.text
        assert "vitrina settings --example" in finding.cure
    assert context.settings is None


@pytest.mark.parametrize(
    ("content", "text"), [(None, "cannot be read (No such file"), (b"[camera\n", "is not TOML"), (b"\xff", "not UTF-8")]
)
def test_an_unreadable_settings_file_is_a_fault(tmp_path: Path, content: bytes | None, text: str) -> None:
    """A missing, broken or binary file: the finding says so and how to make a new one."""
    path = tmp_path / "vitrina.toml"
    if content is not None:
        path.write_bytes(content)
    finding = only(list(settings_file_findings(without_settings(path))))
    assert finding.is_ok is False
    assert text in finding.text
    assert "vitrina settings --example" in finding.cure
    assert "Nothing was started" not in finding.text + finding.cure


def test_without_a_file_the_defaults_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One fault, whose cure is every command that helps."""
    monkeypatch.setenv("HOME", str(tmp_path))
    place = SettingsPlace(tmp_path / "vitrina.toml", is_named=False, looked_at=(tmp_path / "a", tmp_path / "b"))
    context = DoctorContext(place.path, lambda: 0.0, place=place)
    finding = only(list(settings_file_findings(context)))
    assert finding.text == f"there is no settings file: neither {tmp_path}/a nor {tmp_path}/b."
    assert finding.cure.count("\n") == 0
    assert all(word in finding.cure for word in ("vitrina settings --example >", "--config FILE", "vitrina demo"))
    assert context.has_defaults
    assert context.require_settings().camera == Settings().camera


def test_variables_are_named_beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks in vain for a value in the file finds where it comes from."""
    context = make_context(tmp_path)
    monkeypatch.setenv("VITRINA_SITE__TENANT", "acme")
    assert only(list(settings_file_findings(context))).text == f"{context.path} and VITRINA_SITE__TENANT is valid."
    assert context.require_settings().site.tenant == "acme"


def test_usable_settings_are_kept_for_later_checks(tmp_path: Path) -> None:
    context = make_context(tmp_path, '[site]\ntenant = "acme"\n')
    context.settings = None
    assert only(list(settings_file_findings(context))).level == "ok"
    assert context.require_settings().site.tenant == "acme"


def test_an_old_key_is_a_warning_with_the_new_one(tmp_path: Path) -> None:
    """The settings can be used."""
    context = make_context(tmp_path, '[models]\nmodel_licence = "commercial"\n')
    usable, old = list(settings_file_findings(context))
    assert (usable.level, old.level) == ("ok", "warning")
    assert old.text == "[models] model_licence is an old key, which the next release refuses."
    assert old.cure == 'Replace it with use = "shop".'


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_secrets_that_others_can_read_are_warnings(tmp_path: Path, mode: int) -> None:
    """Readable by the group or by all: the finding names the file and the command, but not the secret."""
    for name in ("password", "door.key", "door.crt"):
        (tmp_path / name).write_text("hush", encoding="utf-8")
        (tmp_path / name).chmod(mode)
    context = make_context(
        tmp_path,
        f'[broker]\npassword = "hush"\npassword_file = "{tmp_path}/password"\n'
        f'key_file = "{tmp_path}/door.key"\ncert_file = "{tmp_path}/door.crt"\n',
    )
    context.path.chmod(mode)
    findings = list(secrets_findings(context))
    assert levels(findings) == [("secrets", "warning")] * 3
    for finding, name in zip(findings, ("vitrina.toml", "password", "door.key"), strict=True):
        assert f"{tmp_path}/{name}" in finding.text
        assert f"mode {mode:o})" in finding.text
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
def test_a_camera_address_may_contain_a_secret(tmp_path: Path, source: str, is_secret: bool) -> None:
    """The settings file is then a secret file."""
    context = make_context(tmp_path, f'[camera]\nsource = "{source}"\n')
    context.path.chmod(0o644)
    finding = only(list(secrets_findings(context)))
    assert (finding.level == "warning") == is_secret
    assert "hush" not in finding.text + finding.cure


def test_a_secret_that_only_the_owner_reads_is_fine(tmp_path: Path) -> None:
    finding = only(list(secrets_findings(make_context(tmp_path, '[broker]\npassword = "hush"\n'))))
    assert finding.level == "ok"
    assert "vitrina.toml" in finding.text


def test_a_password_file_that_is_not_there_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kiosk would not start; where the variable has the password, nobody reads the file."""
    missing = tmp_path / "nowhere/password"
    context = make_context(tmp_path, f'[broker]\npassword_file = "{missing}"\n')
    finding = only(list(secrets_findings(context)))
    assert finding.level == "error"
    assert f"{missing} ([broker] password_file) does not exist" in finding.text
    assert "install -m 600 /dev/null" in finding.cure
    monkeypatch.setenv("VITRINA_BROKER_PASSWORD", "hush")
    assert only(list(secrets_findings(context))).level == "ok"


def test_settings_from_the_central_server_are_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which keys came, which the kiosk refuses, and whether a new view waits for a person."""
    path = tmp_path / "vitrina.toml"
    text = '[fleet]\nurl = "https://central.example.org/fleet/"\n[camera]\nsource = "rtsp://cam/a"\n'
    path.write_text(text, encoding="utf-8")
    (tmp_path / "site.toml").write_text('[camera]\nsource = "rtsp://cam/b"\n[audience]\nk = 4\n')
    monkeypatch.setattr(config, "load_from_place", lambda place: load_from_place(place, {}, remote=tmp_path))
    found = list(settings_file_findings(without_settings(path)))
    assert levels(found) == [("settings", "ok"), ("settings", "warning"), ("settings", "warning"), ("settings", "ok")]
    assert "audience.k is below the kiosk's own value 5" in found[1].text
    assert "nobody has confirmed the new view" in found[2].text
    assert found[3].text == "from the central server: camera.source."
