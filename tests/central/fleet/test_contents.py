import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tuf")

from central.errors import SourceError, UsageError
from central.fleet import contents, keys
from central.fleet.contents import add_software, remove_settings, set_plan, set_settings, trust_project_key
from central.fleet.keys import KeyRing
from tests.edge.fleet.worlds import NOW, PASSPHRASE, SOFTWARE, World, make_world, plan_bytes
from tests.packaging.sign import NAME, PUBLIC, make_key, open_key, sign_file

TAR = "vitrina_0.2.0_debian13_amd64.tar"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(keys, "SCRYPT_COST", 2**4)
    return make_world(tmp_path)


def write_tar(path: Path, fields: Any = SOFTWARE) -> Path:
    with tarfile.open(path, "w") as opened:
        content = json.dumps(fields).encode()
        inside = tarfile.TarInfo("tree.json")
        inside.size = len(content)
        opened.addfile(inside, io.BytesIO(content))
    return path


def test_a_program_of_the_project_is_offered_to_kiosks(world: World, tmp_path: Path) -> None:
    ring = KeyRing([tmp_path / "safe"], lambda _: PASSPHRASE)
    make_key(tmp_path / "safe", ring)
    signer = open_key(tmp_path / "safe" / f"{NAME}.key", ring)
    tar = write_tar(tmp_path / TAR)
    desk = world.desk(2)
    with pytest.raises(UsageError, match="--project-key"):
        add_software(desk, tar)
    trust_project_key(desk, tmp_path / "safe" / PUBLIC)
    with pytest.raises(UsageError, match=r"sig\.json is missing"):
        add_software(desk, tar)
    sign_file(tar, signer, NOW)
    software, signed = add_software(desk, tar)
    assert (software.version, signed.signed) == ("0.2.0", ("maker-2",))
    world.publish()
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    assert kiosk.software() == (software,)
    assert kiosk.fetch(software.name).read_bytes() == tar.read_bytes()
    write_tar(tar, {**SOFTWARE, "python": "3.12"})
    with pytest.raises(UsageError, match="other bytes"):
        add_software(desk, tar)


def test_a_program_of_your_own_is_taken_only_if_you_say_so(world: World, tmp_path: Path) -> None:
    tar = write_tar(tmp_path / TAR)
    software, _ = add_software(world.desk(1), tar, is_unsigned=True)
    assert software.min_from is None
    for name, fields in ((TAR, []), (TAR, {**SOFTWARE, "version": "9.0.0"}), ("x.tar", SOFTWARE)):
        with pytest.raises(UsageError):
            add_software(world.desk(1), write_tar(tmp_path / name, fields), is_unsigned=True)
    (tmp_path / TAR).write_bytes(b"no tar")
    with pytest.raises(UsageError, match="not a program"):
        add_software(world.desk(1), tmp_path / TAR, is_unsigned=True)
    with pytest.raises(SourceError, match="cannot be read"):
        add_software(world.desk(1), tmp_path / "away.tar", is_unsigned=True)


def test_a_key_file_that_is_none_is_refused(world: World, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("{}")
    with pytest.raises(UsageError, match="not a public key"):
        trust_project_key(world.desk(1), tmp_path / "key")
    with pytest.raises(SourceError):
        trust_project_key(world.desk(1), tmp_path / "away")


def test_each_change_of_settings_has_a_higher_counter_even_after_a_removal(world: World) -> None:
    desk = world.desk(1)
    assert set_settings(desk, "settings", "acme", b"[audience]\nk = 11")[0] == 1
    assert set_settings(desk, "settings", "acme/berlin-7", b"[audience]\nk = 11")[0] == 2
    remove_settings(desk, "settings", "acme/berlin-7")
    assert set_settings(desk, "settings", "acme", b"[audience]\nk = 12")[0] == 4
    assert set_settings(desk, "address", "acme", b"[broker]\nhost = 'two'")[0] == 1
    with pytest.raises(UsageError, match="there are no settings"):
        remove_settings(desk, "settings", "acme/berlin-7")


@pytest.mark.parametrize(
    ("place", "content", "word"),
    [
        ("rival", b"", "tenant acme"),
        ("acme/../rival", b"", "not a name"),
        ("acme", b"a = ", "Nothing was changed"),
        ("acme", b"\xff", "Nothing was changed"),
        ("acme", b"#" * 262_145, "Shorten"),
        (
            "acme",
            b"[staff]\nin_view = 'nobody'\n[audience]\nk = 8",
            "kiosks refuse staff.in_view in settings/acme.toml",
        ),
    ],
)
def test_settings_that_no_kiosk_could_read_are_refused(world: World, place: str, content: bytes, word: str) -> None:
    with pytest.raises(UsageError, match=word):
        set_settings(world.desk(1), "settings", place, content)


def test_a_stick_without_the_key_is_named(world: World) -> None:
    with pytest.raises(UsageError, match="operator-1, operator-2"):
        set_settings(world.desk(3), "settings", "acme", b"")
    assert world.work.pending_roles() == []


def test_a_plan_wants_a_program_that_is_offered_and_a_higher_counter(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="offers none"):
        set_plan(world.desk(1), plan_bytes())
    monkeypatch.setattr(contents, "offered_software", lambda _: [("0.2.0", "debian13_amd64")])
    assert set_plan(world.desk(1), plan_bytes(counter=5))[0] == 5
    with pytest.raises(UsageError, match="higher counter"):
        set_plan(world.desk(1), plan_bytes(counter=5))
    with pytest.raises(UsageError, match="Nothing was changed"):
        set_plan(world.desk(1), b"{}")
