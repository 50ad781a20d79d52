from datetime import timedelta
from pathlib import Path

import pytest

from central.fleet.contents import set_settings
from edge.fleet.fingerprint import root_fingerprint
from edge.fleet.refusals import FleetRefused
from edge.fleet.repository import Repository, install_root
from edge.fleet.rollout import Go
from edge.fleet.targets import SoftwareTarget
from tests.edge.fleet.look_bytes import look_alone
from tests.edge.fleet.worlds import NOW, SOFTWARE, TAR, World, make_world, plan_bytes


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def offer(world: World) -> None:
    target = world.add_file(TAR, b"tree", SOFTWARE)
    world.forge("maker", lambda content: content.targets.update({TAR: target}), world.signer("maker-1"))


def test_a_kiosk_sees_what_each_role_signed(world: World) -> None:
    desk = world.desk(1)
    for place in ("acme", "acme/berlin-7/door", "acme/berlin-8"):
        set_settings(desk, "settings", place, f"[faces]\nrate_hz = {len(place)}\n".encode())
    world.publish()
    offer(world)
    plan = world.add_file("plan.json", plan_bytes(), {"counter": 1})
    world.forge("operator", lambda content: content.targets.update({"plan.json": plan}), world.signer("operator-1"))
    world.published.write(Go(1, "all"))
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    assert [each.version for each in kiosk.software()] == ["0.2.0"]
    assert [(each.name, each.counter) for each in kiosk.settings("acme", "berlin-7", "door")] == [
        ("settings/acme.toml", 1),
        ("settings/acme/berlin-7/door.toml", 2),
    ]
    assert kiosk.fetch("settings/acme.toml").read_text() == "[faces]\nrate_hz = 4\n"
    assert kiosk.fetch(TAR).read_bytes() == b"tree"
    found = kiosk.plan()
    assert found is not None
    assert (found.counter, kiosk.go()) == (1, Go(1, "all"))


def test_a_file_that_is_there_is_not_downloaded_again(world: World) -> None:
    offer(world)
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    path = kiosk.fetch(TAR)
    received = kiosk.received_bytes
    assert kiosk.fetch(TAR) == path
    assert kiosk.received_bytes == received
    path.write_bytes(b"half")  # a power cut
    assert kiosk.fetch(TAR).read_bytes() == b"tree"


def test_a_second_look_without_changes_reads_the_timestamp_only(world: World) -> None:
    first = world.kiosk()
    first.refresh(NOW)
    again = world.kiosk()
    again.refresh(NOW)
    timestamp = (world.published.folder.metadata / "timestamp.json").stat().st_size
    assert again.received_bytes == timestamp < first.received_bytes


def test_a_kiosk_without_a_root_looks_at_nothing(tmp_path: Path, world: World) -> None:
    kiosk = Repository(tmp_path / "none", tmp_path, world.kiosk()._fetcher._source, False)
    with pytest.raises(FleetRefused, match="enrol") as refused:
        kiosk.refresh(NOW)
    assert refused.value.code == "no_root"


def test_a_person_with_a_stick_may_be_late_but_makers_may_not(world: World) -> None:
    offer(world)
    for days in (8, 100, 399):
        kiosk = world.kiosk(f"late-{days}", is_offline=True)
        kiosk.refresh(NOW + timedelta(days=days))
        assert [type(each) for each in kiosk.software()] == [SoftwareTarget]
        assert kiosk.go() is None
        with pytest.raises(FleetRefused) as refused:
            world.kiosk(f"timer-{days}").refresh(NOW + timedelta(days=days))
        assert refused.value.code == "expired"
    kiosk = world.kiosk("maker", is_offline=True)
    kiosk.refresh(NOW + timedelta(days=401))
    with pytest.raises(FleetRefused, match="maker") as refused:
        kiosk.software()
    assert refused.value.code == "expired"
    with pytest.raises(FleetRefused, match="root"):
        world.kiosk("root", is_offline=True).refresh(NOW + timedelta(days=731))


def test_a_file_that_nobody_offers_is_refused(world: World) -> None:
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    assert kiosk.plan() is None
    with pytest.raises(FleetRefused) as refused:
        kiosk.fetch(TAR)
    assert refused.value.code == "target"


def test_a_large_settings_file_is_refused_before_it_is_read(world: World) -> None:
    target = world.add_file("plan.json", b" " * 262_145, {"counter": 1})
    world.forge("operator", lambda content: content.targets.update({"plan.json": target}), world.signer("operator-1"))
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    with pytest.raises(FleetRefused) as refused:
        kiosk.plan()
    assert refused.value.code == "size"


def test_a_program_that_would_fill_the_disk_is_refused_before_it_is_read(world: World) -> None:
    target = world.add_file(TAR, b"tree", SOFTWARE)
    target.length = 10**12
    world.forge("maker", lambda content: content.targets.update({TAR: target}), world.signer("maker-1"))
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    with pytest.raises(FleetRefused) as refused:
        kiosk.fetch(TAR)
    assert refused.value.code == "size"


def test_fields_that_no_kiosk_accepts_are_refused(world: World) -> None:
    target = world.add_file(TAR, b"tree", {**SOFTWARE, "version": "0.3.0"})
    world.forge("maker", lambda content: content.targets.update({TAR: target}), world.signer("maker-1"))
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    with pytest.raises(FleetRefused) as refused:
        kiosk.software()
    assert refused.value.code == "target"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[" * 200_000, b"\xff", b'{"signed":{"_type":"root"},"signatures":[]}']
)
def test_a_file_that_is_no_metadata_is_refused(content: bytes, world: World) -> None:
    (world.published.folder.metadata / "timestamp.json").write_bytes(content[:16_384])
    with pytest.raises(FleetRefused) as refused:
        world.kiosk().refresh(NOW)
    assert refused.value.code == "format"


def test_the_age_of_what_people_signed_is_known(world: World) -> None:
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    assert kiosk.newest_signing_time() is None
    kiosk.software()
    assert kiosk.newest_signing_time() == NOW


def test_a_first_root_is_taken_with_its_fingerprint_only(tmp_path: Path, world: World) -> None:
    data = world.first_root()
    for fingerprint, code in (("0" * 16, "fingerprint"), ("", "fingerprint")):
        with pytest.raises(FleetRefused) as refused:
            install_root(tmp_path / "tuf", data, fingerprint)
        assert refused.value.code == code
    assert install_root(tmp_path / "tuf", data, root_fingerprint(data)) == 1
    assert install_root(tmp_path / "tuf", data, None) == 1  # the same again


def test_a_root_replaces_no_other_root(tmp_path: Path, world: World) -> None:
    (tmp_path / "rival").mkdir()
    rival = make_world(tmp_path / "rival", "rival")
    install_root(tmp_path / "tuf", world.first_root(), None)
    with pytest.raises(FleetRefused, match="another root"):
        install_root(tmp_path / "tuf", rival.first_root(), None)


def test_a_file_that_is_no_signed_root_is_refused(tmp_path: Path, world: World) -> None:
    timestamp = (world.published.folder.metadata / "timestamp.json").read_bytes()
    unsigned = world.first_root().replace(b'"sig":"', b'"sig":"00')
    for data, code in ((b"{}", "format"), (timestamp, "format"), (unsigned, "signature"), (b" " * 70_000, "size")):
        with pytest.raises(FleetRefused) as refused:
            install_root(tmp_path / "none", data, None)
        assert refused.value.code == code
    assert not (tmp_path / "none").exists()


def test_a_look_needs_no_compiled_library(world: World) -> None:
    """The updater of a kiosk checks ed25519 in pure Python."""
    received, _ = look_alone(world)
    assert received > (world.published.folder.metadata / "timestamp.json").stat().st_size
