"""Two people sign, one after the other; keys are replaced; signatures are renewed."""

from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("tuf")

from central.errors import UsageError
from central.fleet import keys
from central.fleet.contents import set_settings
from central.fleet.founding import Founding, found_repository
from central.fleet.keys import KeyRing
from central.fleet.layout import RepositoryFolder
from central.fleet.rotation import current_keys, replace_online_keys, replace_stick
from central.fleet.signing import PEOPLES_ROLES, Desk, signatures_of
from central.fleet.status import repository_fields, status_lines
from tests.edge.fleet.worlds import NOW, PASSPHRASE, World, make_world


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(keys, "SCRYPT_COST", 2**4)
    return make_world(tmp_path)


def test_an_address_waits_for_the_second_operator(world: World) -> None:
    _, first = set_settings(world.desk(1), "address", "acme", b"")
    assert (first.signed, first.missing, first.is_complete) == (("operator-1",), ("operator-2",), False)
    assert world.work.pending_roles() == ["address"]
    assert world.desk(1).add_signatures("address") is None
    second = world.desk(2).add_signatures("address")
    assert second is not None
    assert second.is_complete
    assert world.work.pending_roles() == []


def test_a_change_of_what_waits_takes_the_former_signature_back(world: World) -> None:
    set_settings(world.desk(1), "address", "acme", b"[broker]\nhost = 'one'")
    _, changed = set_settings(world.desk(2), "address", "acme", b"[broker]\nhost = 'two'")
    assert changed.signed == ("operator-2",)


def test_half_a_year_later_nothing_is_renewed_and_a_year_later_all_is(world: World) -> None:
    for days, wanted in ((199, []), (201, PEOPLES_ROLES[2:]), (366, PEOPLES_ROLES)):
        world.now = NOW + timedelta(days=days)
        assert [role for role in PEOPLES_ROLES if world.desk(1).needs_renewal(role, 0.5)] == list(wanted)
    for role in PEOPLES_ROLES:
        world.desk(1, 2).renew(role)
    assert not any(world.desk(1).needs_renewal(role, 0.5) for role in PEOPLES_ROLES)
    world.publish()
    kiosk = world.kiosk()
    kiosk.refresh(NOW + timedelta(days=366))
    assert kiosk.software() == ()


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_lost_stick_is_replaced_by_the_other_two(world: World, lost: int) -> None:
    set_settings(world.desk(lost if lost < 3 else 1), "settings", "acme", b"")
    former = set(current_keys(world.desk(1)))
    world.stick("new").mkdir()
    others = [number for number in (1, 2, 3) if number != lost]
    replace_stick(world.desk("new", *others), lost, world.stick("new"))
    gone = former - set(current_keys(world.desk(1)))
    assert gone == {f"{role}-{lost}" for role in ("root", "targets", *(("maker", "operator") if lost < 3 else ()))}
    for role in PEOPLES_ROLES:
        current = world.work.read(role)
        assert current is not None
        found = signatures_of(world.work, role, current)
        assert found.is_complete, role
        assert not gone & set(found.signed) or role == "root"
    world.publish()
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    assert len(kiosk.settings("acme", "berlin-7", "door")) == 1


def test_one_person_alone_cannot_replace_a_stick(world: World) -> None:
    world.stick("new").mkdir()
    (signed, *_) = replace_stick(world.desk("new", 1), 3, world.stick("new"))
    assert (signed.role, signed.is_complete) == ("root", False)
    with pytest.raises(UsageError, match="waits for signatures"):
        world.publish()
    for role in world.work.pending_roles():
        assert world.desk(2).add_signatures(role) is not None
    world.publish()
    kiosk = world.kiosk()
    kiosk.refresh(NOW)


def test_a_rotation_waits_for_nothing_else_and_wants_an_empty_stick(world: World) -> None:
    with pytest.raises(UsageError, match="empty stick"):
        replace_stick(world.desk(1, 2), 3, world.stick(2))
    with pytest.raises(UsageError, match="1 to 3"):
        replace_stick(world.desk(1, 2), 4, world.stick(2))
    set_settings(world.desk(1), "address", "acme", b"")
    with pytest.raises(UsageError, match="address waits"):
        replace_online_keys(world.desk(1, 2))


def test_a_repository_is_founded_on_three_empty_sticks_only(tmp_path: Path, world: World) -> None:
    def found(sticks: list[Path], place: str = "other") -> None:
        ring = KeyRing(sticks, lambda _: PASSPHRASE)
        found_repository(Founding(RepositoryFolder(tmp_path / place), "acme", sticks, NOW), ring)

    empty = [tmp_path / name for name in ("a", "b", "c")]
    for stick in empty:
        stick.mkdir()
    with pytest.raises(UsageError, match="3 different"):
        found([empty[0], empty[0], empty[1]])
    with pytest.raises(UsageError, match="empty stick"):
        found([*empty[:2], world.stick(1)])
    with pytest.raises(UsageError, match="new folder"):
        found(empty, "work")
    assert not any(list(stick.iterdir()) for stick in empty)


def test_the_status_names_what_is_short_and_what_waits(world: World) -> None:
    lines = status_lines("acme", world.work, NOW)
    assert any("maker" in line and "signed 2 of 1" in line and "400 days left" in line for line in lines)
    assert not any("renew" in line for line in lines)
    late = status_lines("acme", world.work, NOW + timedelta(days=420))
    assert any(
        "maker" in line and "expired 20 days ago; run: vitrina-central fleet sign --renew" in line for line in late
    )
    assert any("settings (64 bins)" in line for line in late)
    set_settings(world.desk(1), "address", "acme", b"")
    assert "waits for signatures: address" in status_lines("acme", world.work, NOW)[-1]
    assert repository_fields("acme", world.work, NOW)["waiting"] == ["address"]


def test_a_folder_that_is_no_work_folder_is_named(tmp_path: Path) -> None:
    desk = Desk(RepositoryFolder(tmp_path / "none"), KeyRing([], lambda _: ""), NOW)
    for do in (lambda: replace_online_keys(desk), lambda: desk.renew("maker"), lambda: desk.folder.about()):
        with pytest.raises(UsageError, match="fleet init"):
            do()
