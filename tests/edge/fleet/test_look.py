"""One look: from the server through both halves to a version that runs, and what each attack leaves."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from central.fleet.contents import remove_settings, set_settings
from edge.fleet import by_hand
from edge.fleet.kiosk_settings import UpdaterSettings
from edge.fleet.look import apply, fetch, fetched_refusal
from edge.fleet.parts import UpdaterParts, build_parts
from edge.fleet.refusals import FleetRefused
from edge.fleet.rollout import Go
from edge.fleet.state_folder import FleetFolders
from edge.fleet.steps import LEAST_FREE_BYTES
from edge.fleet.trees import Trees
from tests.doubles.updating_kiosk import FakeKiosk, FakeTime, install_tree, write_archive
from tests.edge.fleet.test_installer_files import SIGNED, write_beside
from tests.edge.fleet.worlds import NOW, SOFTWARE, World, make_world, plan_bytes, serve_folder, serve_http

OLD, NEW = "0.1.0", "0.2.0"
PLATFORM = "debian13_amd64"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(autouse=True)
def this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sync", lambda: None)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr("edge.fleet.offers.own_platform", lambda: PLATFORM)


class Shop:
    """A fleet with a server, and one kiosk that looks at it."""

    def __init__(self, place: Path, url: str, world: World) -> None:
        self.place, self.world, self.time = place, world, FakeTime(NOW.timestamp())
        trees = install_tree(place / "vitrina", place, OLD)
        self.kiosk = FakeKiosk(trees, self.time)
        folders = FleetFolders(place / "fleet")
        folders.create()
        folders.fetched.mkdir()
        folders.anchor.write_bytes(world.first_root())
        settings = UpdaterSettings("acme", "berlin-7", "door", url=url)
        self.parts: UpdaterParts = build_parts(
            folders, settings, place / "x.toml", trees=trees, clock=self.time.clock, kiosk=self.kiosk
        )

    def offer(
        self, version: str = NEW, *, platform: str = PLATFORM, more: Mapping[str, bytes] | None = None, **custom: Any
    ) -> None:
        name = f"software/vitrina_{version}_{platform}.tar"
        content = write_archive(self.place, version, more=more).read_bytes()
        fields = {**SOFTWARE, "version": version, "python": PYTHON, "arch": platform.rpartition("_")[2], **custom}
        target = self.world.add_file(name, content, fields)
        self.world.forge("maker", lambda signed: signed.targets.update({name: target}), self.world.signer("maker-1"))

    def set_settings(self, text: str) -> int:
        """Sign settings of the tenant as the operator. Returns their counter."""
        counter, _ = set_settings(self.world.desk(1), "settings", "acme", text.encode())
        self.world.publish()
        return counter

    def plan(self, counter: int = 1, **changes: Any) -> None:
        plan = self.world.add_file(
            "plan.json", plan_bytes(counter=counter, **{"when": "now", **changes}), {"counter": counter}
        )
        self.world.forge(
            "operator", lambda signed: signed.targets.update({"plan.json": plan}), self.world.signer("operator-1")
        )
        self.world.published.write(Go(counter, "all"))

    def look(self) -> None:
        with suppress(FleetRefused):
            fetch(self.parts)
        apply(self.parts)

    @property
    def alerts(self) -> list[str]:
        return [alert.code for alert in self.parts.reporter.read().alerts]

    @property
    def stick(self) -> Path:
        """The published repository, as a person copies it."""
        return self.world.published.folder.path.parent

    @property
    def running(self) -> str | None:
        return self.parts.trees.current()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    (tmp_path / "world").mkdir()
    world = make_world(tmp_path / "world")
    with ExitStack() as stack:
        media = world.published.folder.path.parent
        url = stack.enter_context(serve_http(serve_folder(media)))
        yield Shop(tmp_path, url, world)


def test_a_kiosk_changes_to_what_a_released_ring_wants(shop: Shop) -> None:
    shop.look()
    assert (shop.running, shop.alerts) == (OLD, [])
    shop.offer()
    shop.look()
    assert shop.running == OLD  # offered, but no plan wants it
    shop.plan()
    shop.look()
    assert (shop.running, shop.parts.reporter.read().step, shop.alerts) == (NEW, "kept", [])
    assert shop.parts.reporter.read().timestamp is not None
    assert shop.parts.steps.floors.plan_counter == 1
    assert list((shop.parts.folders.private / "targets").glob("software*")) == []
    shop.look()
    assert shop.running == NEW


def test_signed_settings_are_taken_in_closed_hours_and_their_counter_is_published(shop: Shop) -> None:
    """A refused key is an alert, and leaves the settings that are in force."""
    counter = shop.set_settings("[audience]\nk = 8\n")
    shop.look()
    current = shop.parts.folders.public / "settings/current"
    assert (current.exists(), shop.kiosk.reloads) == (False, 0)
    shop.kiosk.is_open = lambda _: False
    shop.look()
    assert (current / "tenant.toml").read_text() == "[audience]\nk = 8\n"
    assert (shop.kiosk.reloads, shop.parts.reporter.read().settings_counter, shop.alerts) == (1, counter, [])
    assert shop.parts.steps.floors.settings_counter == counter
    shop.time.sleep(86_400)
    shop.kiosk.refused_settings = "settings/acme.toml: audience.k is below the kiosk's own value"
    shop.set_settings("[audience]\nk = 9\n")
    for _ in range(2):
        shop.look()
        assert shop.alerts == ["fleet.refused"]
    assert (current / "tenant.toml").read_text() == "[audience]\nk = 8\n"
    assert shop.kiosk.reloads == 1


def test_settings_that_were_removed_are_no_replay(shop: Shop) -> None:
    shop.kiosk.is_open = lambda _: False
    desk = shop.world.desk(1)
    shop.set_settings("[audience]\nk = 11\n")
    set_settings(desk, "settings", "acme/berlin-7", b"[audience]\nk = 12\n")
    shop.world.publish()
    shop.look()
    in_force = shop.parts.folders.public / "settings/current/site.toml"
    assert b"12" in in_force.read_bytes()
    remove_settings(desk, "settings", "acme/berlin-7")
    shop.world.publish()
    shop.time.now_s += 86_400
    shop.look()
    assert shop.alerts == []
    assert not in_force.exists() or b"12" not in in_force.read_bytes()


def test_a_version_that_came_back_waits_for_another_plan(shop: Shop) -> None:
    shop.offer()
    shop.plan()
    shop.kiosk.faults = {NEW: "crashes"}
    shop.look()
    public = shop.parts.reporter.read()
    assert (shop.running, public.wanted, shop.alerts) == (OLD, NEW, ["fleet.returned"])
    restarts = len(shop.kiosk.restarts)
    shop.look()
    assert (len(shop.kiosk.restarts), shop.alerts) == (restarts, ["fleet.returned"])
    shop.kiosk.faults = {}
    shop.plan(2)
    shop.look()
    assert (shop.running, shop.alerts) == (NEW, [])


def test_a_plan_that_is_stopped_is_withdrawn_before_the_switch(shop: Shop) -> None:
    shop.offer()
    shop.plan(when="closed")
    shop.look()
    assert (shop.running, shop.parts.reporter.read().step) == (OLD, "checked")
    shop.world.published.write(Go(1, is_stopped=True))
    shop.look()
    assert (shop.running, shop.parts.reporter.read().step) == (OLD, "idle")


@pytest.mark.parametrize(
    ("version", "platform", "custom", "code"),
    [
        ("0.0.9", PLATFORM, {}, "version_lower"),
        (NEW, "debian13_arm64", {}, "platform"),
        (NEW, PLATFORM, {"python": "3.99"}, "python"),
        (NEW, PLATFORM, {"min_from": "0.1.5"}, "min_from"),
    ],
)
def test_a_program_that_does_not_fit_is_refused_with_its_code(
    version: str, platform: str, custom: dict[str, Any], code: str, shop: Shop
) -> None:
    shop.offer(version, platform=platform, **custom)
    shop.plan(software=version)
    shop.look()
    assert (shop.running, shop.alerts) == (OLD, ["fleet.refused"])
    assert f"(code {code})" in shop.parts.reporter.read().alerts[0].text
    shop.offer("0.3.0")
    shop.plan(2, software="0.3.0")
    shop.look()
    assert (shop.running, shop.alerts) == ("0.3.0", [])


def test_an_older_plan_is_refused_even_with_a_state_that_was_lost(shop: Shop) -> None:
    shop.offer()
    shop.plan(5)
    shop.look()
    assert shop.running == NEW
    for folder in (shop.parts.folders.private / "metadata", shop.parts.folders.fetched / "metadata"):
        folder.rename(folder.with_name("lost"))
    shop.offer("0.3.0")
    shop.plan(4, software="0.3.0")
    shop.look()
    assert (shop.running, shop.alerts) == (NEW, ["fleet.refused"])
    assert "counter_lower" in shop.parts.reporter.read().alerts[0].text


def test_a_plan_of_a_thief_uses_up_no_counters(shop: Shop) -> None:
    shop.offer()
    shop.plan(5)
    shop.look()
    shop.plan(2**53 - 1)
    shop.look()
    assert shop.alerts == ["fleet.refused"]
    assert shop.parts.steps.floors.plan_counter == 5
    shop.plan(6)
    shop.look()
    assert (shop.alerts, shop.parts.steps.floors.plan_counter) == ([], 6)


def test_a_damaged_file_of_floors_is_an_alert_and_takes_nothing(shop: Shop) -> None:
    shop.offer()
    shop.plan(1)
    shop.look()
    assert shop.parts.steps.record.step == "kept"
    (shop.parts.folders.private / "floors.json").write_bytes(b'{"clock": 1}')
    shop.offer("0.3.0")
    shop.plan(2, software="0.3.0")
    shop.look()
    assert (shop.running, shop.alerts) == (NEW, ["fleet.refused"])
    assert "code floors" in shop.parts.reporter.read().alerts[0].text


def test_below_the_floor_of_the_clock_nothing_is_looked_at(shop: Shop) -> None:
    shop.offer()
    shop.plan()
    shop.time.now_s = 946_684_800.0  # the year 2000
    shop.look()
    assert (shop.running, shop.alerts) == (OLD, ["fleet.clock"])
    shop.time.now_s = (NOW + timedelta(days=14 * 365)).timestamp()  # 2040
    shop.look()
    assert (shop.running, shop.alerts) == (OLD, ["fleet.expired"])
    shop.time.now_s = NOW.timestamp()
    shop.look()
    assert (shop.running, shop.alerts) == (NEW, [])


def test_on_a_small_disk_nothing_is_fetched_and_an_alert_says_so(shop: Shop) -> None:
    shop.offer()
    shop.plan()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Trees, "free_bytes", lambda _: LEAST_FREE_BYTES - 1)
        shop.look()
        assert (shop.running, shop.alerts) == (OLD, ["fleet.space"])
        assert list((shop.parts.folders.fetched / "targets").glob("software*")) == []
    shop.look()
    assert (shop.running, shop.alerts) == (NEW, [])


def test_a_server_that_is_away_is_no_alert_and_stops_nothing(shop: Shop) -> None:
    shop.parts = replace(shop.parts, settings=replace(shop.parts.settings, url="http://127.0.0.1:9/"))
    shop.look()
    assert (shop.running, shop.alerts) == (OLD, [])
    shop.parts = replace(shop.parts, settings=replace(shop.parts.settings, url="http://other.example/"))
    shop.look()
    assert shop.alerts == ["fleet.refused"]
    assert "plain_http" in shop.parts.reporter.read().alerts[0].text


def test_without_a_repository_a_look_loads_and_does_nothing_of_it(shop: Shop) -> None:
    shop.parts = replace(shop.parts, settings=replace(shop.parts.settings, url=None))
    shop.look()
    assert shop.alerts == []
    assert not (shop.parts.folders.private / "metadata").exists()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"code": 3}', b'{"code": "unknown"}', b"{" * 9000, b'{"code": ""}'])
def test_the_fetching_half_can_only_report_known_codes(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "outcome.json").write_bytes(content)
    assert fetched_refusal(tmp_path) is None
    (tmp_path / "outcome.json").write_text(json.dumps({"code": "rollback", "text": "evil"}))
    refused = fetched_refusal(tmp_path)
    assert refused is not None
    assert "evil" not in str(refused)


@pytest.mark.timeout(10)
def test_a_pipe_of_the_fetching_half_never_stops_root(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "outcome.json")
    assert fetched_refusal(tmp_path) is None


def test_a_stick_with_the_repository_updates_a_kiosk_whose_timestamp_is_over(shop: Shop) -> None:
    shop.offer()
    shop.time.now_s = (NOW + timedelta(days=100)).timestamp()
    lines: list[str] = []
    stick = shop.stick
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("subprocess.run", lambda *_, **__: (_ for _ in ()).throw(FileNotFoundError()))
        assert by_hand.update_from_folder(shop.parts, stick, lines.append, PLATFORM) == 0
    assert shop.running == NEW


def test_the_installer_of_a_kiosk_with_a_root_brings_no_unit_that_nobody_signed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One beside install.sh would run as root. Without the comparison, the attack succeeds."""
    beside, place = write_beside(shop.place / "release"), shop.place / "building"
    place.mkdir()
    shop.offer(more=SIGNED)
    (beside / "systemd/vitrina.service").write_bytes(b"[Service]\nExecStart=/bin/evil\n")
    with pytest.raises(FleetRefused, match=r"^update: systemd/vitrina.service beside install.sh differs") as refused:
        by_hand.unpack_for_installer(shop.parts, shop.stick, place, beside, print, PLATFORM)
    assert refused.value.code == "content"
    monkeypatch.setattr(by_hand, "refuse_changed_files", lambda *_: None)
    shutil.rmtree(place / NEW)
    assert by_hand.unpack_for_installer(shop.parts, shop.stick, place, beside, print, PLATFORM) == 0


@pytest.mark.parametrize(
    ("attack", "code"),
    [("unsigned", "signature"), ("another key", "signature"), ("other bytes", "content"), ("lower", "version_lower")],
)
def test_the_installer_of_a_kiosk_with_a_root_gets_only_what_is_signed(attack: str, code: str, shop: Shop) -> None:
    """install.sh --from: as `vitrina update --from`, it never gets what the keys behind the root have not signed."""
    place, stick, lines = shop.place / "building", shop.place / "stick", list[str]()
    place.mkdir()
    stick.mkdir()
    shop.offer(OLD, more=SIGNED)  # the version that runs, too: it may be installed again
    beside = write_beside(shop.place / "release")
    assert by_hand.unpack_for_installer(shop.parts, shop.stick, place, beside, lines.append, PLATFORM) == 0
    assert lines == [OLD]
    shop.offer()
    if attack == "another key":
        shop.world.forge("maker", lambda _: None, shop.world.signer("operator-1"))
    elif attack == "other bytes":
        for path in shop.world.published.folder.path.glob(f"targets/software/*{NEW}*"):
            path.write_bytes(write_archive(shop.place, "0.2.1").read_bytes())
    elif attack == "lower":
        shop.parts.steps.write_floors(shop.parts.steps.floors.with_kept("0.3.0"))
    write_archive(stick, "0.9.0")
    folder = stick if attack == "unsigned" else shop.stick
    with pytest.raises(FleetRefused) as refused:
        by_hand.unpack_for_installer(shop.parts, folder, place, beside, print, PLATFORM)
    assert refused.value.code == code
    assert [path.name for path in place.iterdir()] == [OLD]


def test_a_kiosk_of_a_fleet_takes_no_archive_without_signatures(shop: Shop, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    write_archive(stick, "0.9.0")
    with pytest.raises(FleetRefused, match="only signed") as refused:
        by_hand.update_from_folder(shop.parts, stick, print, PLATFORM)
    assert refused.value.code == "signature"
