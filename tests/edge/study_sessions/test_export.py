"""`vitrina study export`: what it prints, refuses and leaves behind."""

from pathlib import Path

import pytest

from edge.cli.main import main
from edge.settings.settings import load_settings_file
from edge.study.study import Study
from edge.study_sessions.access import open_study_with_settings
from tests.doubles.study import record

SIGNED = ["--purpose", "which adverts calm", "--text", "2026-11"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with w1, who agreed to pass on, and w2, who did not, with a session each; and w3 without one."""
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/state/outbox.db"\n')
    (tmp_path / "state").mkdir()
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "vitrina.toml"))
    folder = tmp_path / "study"
    assert main(["study", "new", str(folder), "--name", "Ads", "--until", "2099-12-31"]) == 0
    for scopes in ("kits,face,share", "kits,face", "kits,share"):
        assert main(["study", "participant", "add", str(folder), "--scopes", scopes, *SIGNED]) == 0
    with open_study_with_settings(folder, load_settings_file(tmp_path / "vitrina.toml")) as study:
        record_of(study, "w1")
        record_of(study, "w2")
    return folder


def record_of(study: Study, name: str) -> None:
    """A session of the scopes that are held."""
    study.keys.read_or_make_key(name, "voice")
    record(study, name, 1.5)


def test_an_export_says_who_is_in_it_and_who_is_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder.parent / "out"
    capsys.readouterr()
    assert main(["study", "export", "csv", str(folder), str(place)]) == 0
    out = capsys.readouterr().out
    assert f"study: {place} contains 1 participant, 1 session, as csv." in out
    assert "study: sound of w1 is excluded: the consent does not include their scope now." in out
    assert "study: w2 is excluded: the consent does not include the scope share" in out
    assert "w3" not in out
    assert sorted(path.name for path in (place / "w1" / "session-01").iterdir()) == [
        "beats1.csv", "clock.csv", "events.csv", "face.csv", "kit1.csv",
    ]  # fmt: skip
    assert main(["study", "export", "csv", str(folder), str(place)]) == 2
    assert "already exists, and an export overwrites nothing" in capsys.readouterr().err
    assert main(["study", "export", "xdf", str(folder), str(folder.parent / "all"), "--without-share"]) == 0
    assert "study: do not pass it on: w2 did not agree to that." in capsys.readouterr().out
    assert main(["study", "participant", "withdraw", str(folder), "w1", "--yes"]) == 0
    listed = capsys.readouterr().out
    assert f"to {place}. Delete it there by hand." in listed
    assert f"to {folder.parent / 'all'}. Delete it there by hand." in listed


@pytest.mark.parametrize(
    ("participant", "why"),
    [
        ("w2", "w2: the consent does not include the scope share"),
        ("w3", "there is no session to read"),
        ("w9", "no participant w9"),
    ],
)
def test_an_export_of_nobody_is_refused(
    folder: Path, participant: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = folder.parent / "out"
    assert main(["study", "export", "bids", str(folder), str(place), "--participant", participant]) == 2
    assert why in capsys.readouterr().err
    assert not place.exists()
