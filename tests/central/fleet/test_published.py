import shutil
from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("tuf")

from central.errors import UsageError
from central.fleet import published
from central.fleet.contents import set_plan, set_settings
from central.fleet.keys import make_open_key, named_signer
from central.fleet.layout import RepositoryFolder
from central.fleet.published import MissingKeyError, renew_repositories, repositories
from central.fleet.rotation import replace_online_keys
from edge.fleet.rollout import Go
from tests.edge.fleet.worlds import NOW, PLAN, World, make_world, plan_bytes


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def versions(world: World) -> tuple[int, int, int]:
    folder = world.published.folder
    timestamp = folder.read("timestamp")
    assert timestamp is not None
    return timestamp.signed.version, folder.versions("snapshot")[-1], folder.versions("go")[-1]


def test_central_signs_what_is_newest_once_a_day(world: World) -> None:
    before = versions(world)
    assert not world.published.renew(NOW + timedelta(hours=19))
    assert versions(world) == before
    assert world.published.renew(NOW + timedelta(hours=21))
    assert versions(world) == (before[0] + 1, before[1] + 1, before[2])
    assert not world.published.renew(NOW + timedelta(hours=22))


def test_weeks_of_central_alone_keep_kiosks_served_and_few_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "KEPT_VERSIONS", 5)
    for day in range(1, 13):
        world.published.renew(NOW + timedelta(days=day))
    kiosk = world.kiosk()
    kiosk.refresh(NOW + timedelta(days=12))
    assert kiosk.go() is None
    assert len(world.published.folder.versions("snapshot")) == 5


def test_a_ring_is_released_and_stays_released(world: World) -> None:
    world.published.write(Go(12, "early"))
    assert world.published.go() == Go(12, "early")
    world.published.renew(NOW + timedelta(days=6))
    world.publish()
    assert world.published.go() == Go(12, "early")
    kiosk = world.kiosk()
    kiosk.refresh(NOW + timedelta(days=6))
    assert kiosk.go() == Go(12, "early")
    world.published.write(Go(12, None, is_stopped=True))
    assert world.published.go() == Go(12, None, is_stopped=True)


def test_the_plan_and_who_signed_it_are_known(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.published.plan() is None
    monkeypatch.setattr("central.fleet.contents.offered_software", lambda _: [("0.2.0", "debian13_amd64")])
    set_plan(world.desk(2), plan_bytes())
    world.publish()
    plan = world.published.plan()
    assert plan is not None
    assert (plan.counter, plan.software) == (PLAN["counter"], "0.2.0")
    assert world.published.signers() == ("operator-2",)


def test_an_older_work_folder_is_refused(world: World) -> None:
    shutil.copytree(world.work.path, world.place / "old")
    set_settings(world.desk(1), "settings", "acme", b"")
    world.publish()
    with pytest.raises(UsageError, match="newest copy"):
        world.published.take(RepositoryFolder(world.place / "old"), NOW)


def test_two_copies_that_were_both_changed_are_noticed(world: World) -> None:
    shutil.copytree(world.work.path, world.place / "copy")
    set_settings(world.desk(1), "settings", "acme", b"[audience]\nk = 11")
    world.publish()
    other = RepositoryFolder(world.place / "copy")
    desk = world.desk(1)
    set_settings(type(desk)(other, desk.ring, NOW), "settings", "acme", b"[audience]\nk = 12")
    with pytest.raises(UsageError, match="two copies"):
        world.published.take(other, NOW)


def test_a_forged_or_unfinished_work_folder_is_refused(world: World) -> None:
    set_settings(world.desk(1), "address", "acme", b"")
    with pytest.raises(UsageError, match="waits for signatures"):
        world.publish()
    world.work.pending_path("address").unlink()
    path = world.work.metadata / "1.maker.json"
    path.write_bytes(path.read_bytes().replace(b'"targets":{}', b'"targets":{},"x":1'))
    with pytest.raises(UsageError, match="too few valid signatures"):
        world.publish()


def test_the_work_folder_of_another_repository_is_refused(world: World) -> None:
    (world.place / "rival").mkdir()
    rival = make_world(world.place / "rival", "rival")
    with pytest.raises(UsageError, match="another repository"):
        world.published.take(rival.work, NOW)


def test_keys_of_central_are_moved_and_private(world: World) -> None:
    names = sorted(path.name for path in (world.place / "keys").glob("*.key"))
    assert names == ["go-1.key", "snapshot-1.key", "timestamp-1.key"]
    assert not list(world.work.online.iterdir())
    assert {path.stat().st_mode & 0o777 for path in (world.place / "keys").glob("*.key")} == {0o600}
    replace_online_keys(world.desk(1, 2))
    world.publish()
    assert sorted(path.name for path in (world.place / "keys").glob("*.key")) == [
        name.replace("-1", "-2") for name in names
    ]
    kiosk = world.kiosk()
    kiosk.refresh(NOW)


def test_a_work_folder_that_still_has_the_keys_takes_none_away(world: World) -> None:
    """As a copy that stayed on a laptop: with the same keys, and later with keys that were replaced."""
    for path in (world.place / "keys").glob("*.key"):
        shutil.copy(path, world.work.online)
    shutil.copytree(world.work.online, world.place / "first-keys")
    world.publish()
    assert world.published.renew(NOW + timedelta(days=1))
    replace_online_keys(world.desk(1, 2))
    world.publish()
    shutil.copytree(world.place / "first-keys", world.work.online, dirs_exist_ok=True)
    world.publish()
    assert sorted(path.name for path in (world.place / "keys").glob("*.key")) == [
        "go-2.key",
        "snapshot-2.key",
        "timestamp-2.key",
    ]
    assert world.published.renew(NOW + timedelta(days=2))


def test_a_work_folder_without_a_file_that_it_names_is_refused(world: World) -> None:
    set_settings(world.desk(1), "settings", "acme", b"[audience]\nk = 9")
    (file,) = world.work.targets.rglob("*.acme.toml")
    for damage in (lambda: file.write_bytes(b'[site]\nopen = "Mo-Sa 09:00-20:00"'), file.unlink):
        damage()
        with pytest.raises(UsageError, match=r"settings/acme\.toml is missing"):
            world.publish()


def test_a_server_without_the_keys_says_what_to_do(world: World) -> None:
    for path in (world.place / "keys").glob("*.key"):
        path.unlink()
    with pytest.raises(MissingKeyError, match="rotate --online"):
        world.published.renew(NOW + timedelta(days=1))


def test_all_tenants_are_renewed_even_if_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    media, keys = tmp_path / "media", tmp_path / "keys"
    assert repositories(None, keys) == repositories(media, keys) == []
    assert renew_repositories(media, None) == []
    for tenant in ("acme", "rival"):
        (tmp_path / tenant).mkdir()
        world = make_world(tmp_path / tenant, tenant)
        shutil.copytree(world.published.folder.path, media / "fleet" / tenant)
        shutil.copytree(world.place / "keys", keys / tenant)
    assert [each.tenant for each in repositories(media, keys)] == ["acme", "rival"]
    monkeypatch.setattr(published, "_now", lambda: NOW + timedelta(days=1))
    (keys / "acme" / "timestamp-1.key").unlink()
    with pytest.raises(MissingKeyError, match="acme"):
        renew_repositories(media, keys)
    rival = repositories(media, keys)[1]
    assert not rival.renew(NOW + timedelta(days=1))
    shutil.rmtree(keys / "acme")
    assert [each.tenant for each in repositories(media, keys)] == ["rival"]  # another server has its keys


def test_a_root_of_other_owners_is_refused_even_if_the_one_before_it_is_missing(world: World) -> None:
    shutil.copytree(world.work.path, world.place / "forged")
    forged = RepositoryFolder(world.place / "forged")
    root = forged.read("root")
    assert root is not None
    own = [named_signer(f"root-{number}") for number in (1, 2)]
    for version, role in ((3, "root"), (2, "root")):
        root.signed.version = version
        root.signed.roles[role].keyids = [signer.public_key.keyid for signer in own]
        root.signed.keys |= {signer.public_key.keyid: signer.public_key for signer in own}
        root.signatures.clear()
        for signer in own:
            root.sign(signer, append=True)
        forged.write("root", root)
        with pytest.raises(UsageError, match="a root is missing" if version == 3 else "too few valid"):
            world.published.take(forged, NOW)


def test_a_link_on_a_stick_publishes_no_file_of_the_server(world: World, tmp_path: Path) -> None:
    secret = next((tmp_path / "keys").glob("*.key"))
    world.work.targets.mkdir(exist_ok=True)
    (world.work.targets / "leak.json").symlink_to(secret)
    (world.work.targets / "folder").symlink_to(secret.parent)
    world.publish()
    names = {path.name for path in world.published.folder.path.rglob("*")}
    assert not names & {"leak.json", "folder", secret.name}


def test_keys_with_which_central_cannot_sign_replace_none(world: World) -> None:
    before = {path.name: path.read_bytes() for path in world.published.keys.glob("*.key")}
    make_open_key(world.work.online, "snapshot-9")
    world.publish()
    assert {path.name: path.read_bytes() for path in world.published.keys.glob("*.key")} == before
