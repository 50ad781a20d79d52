"""The server's work for repositories: signs anew what is a day old, and releases rings with the real keys."""

import io
import json
import shutil
import tarfile
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from central.alerts.failures import TaskFailures
from central.clock import now_ms
from central.fleet.contents import add_software, set_plan, set_settings
from central.serve.fleet_work import FleetWork
from central.store.store import Store
from edge.fleet.roles import TIMESTAMP
from edge.fleet.rollout import Go
from tests.central.rows import one
from tests.doubles.rollouts import report
from tests.edge.fleet.worlds import SOFTWARE, World, make_world, plan_bytes


def work(store: Store, world: World, failures: TaskFailures | None = None) -> FleetWork:
    keys = world.place / "all-keys"
    if not keys.exists():
        keys.mkdir()
        (keys / world.tenant).symlink_to(world.place / "keys")
    return FleetWork(store, world.place / "media", keys, now_ms(), failures or TaskFailures())


def test_a_signed_plan_gets_its_first_ring_and_a_kiosk_reads_it(store: Store, tmp_path: Path) -> None:
    world = make_world(tmp_path)
    tar = tmp_path / "vitrina_0.2.0_debian13_amd64.tar"
    with tarfile.open(tar, "w") as opened:
        inside, content = tarfile.TarInfo("tree.json"), json.dumps(SOFTWARE).encode()
        inside.size = len(content)
        opened.addfile(inside, io.BytesIO(content))
    add_software(world.desk(), tar, is_unsigned=True)
    set_plan(world.desk(), plan_bytes())
    world.publish()
    report(store, range(3))
    work(store, world).run_due()
    kiosk = world.kiosk()
    kiosk.refresh(datetime.now(timezone.utc))
    assert kiosk.go() == Go(1, "all")
    detail = str(one(store, "SELECT detail FROM audit WHERE what = 'rollout.plan'"))
    assert detail.startswith("plan 1: 0.2.0, signed by operator")


def test_without_a_repository_nothing_is_loaded(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FleetWork, "_load", lambda _: pytest.fail("loaded"))
    FleetWork(store, tmp_path, tmp_path, 0, TaskFailures()).run_due()
    FleetWork(store, None, None, 0, TaskFailures()).run_due()


def test_a_missing_package_is_named_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "fleet").mkdir()
    monkeypatch.setitem(__import__("sys").modules, "central.fleet.published", None)
    made = FleetWork(store, tmp_path, tmp_path, 0, TaskFailures())
    made.run_due()
    made.run_due()
    assert len([record for record in caplog.records if "nothing is signed" in record.message]) == 1


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is two days later, for who signs."""
    at = datetime.now(timezone.utc) + timedelta(days=2)
    monkeypatch.setattr("central.fleet.published.now_ms", lambda: round(at.timestamp() * 1000))


@pytest.mark.usefixtures("later")
def test_the_timestamp_is_signed_again_each_day(store: Store, tmp_path: Path) -> None:
    world = make_world(tmp_path)
    before = world.published.folder.read(TIMESTAMP)
    work(store, world).run_due()
    after = world.published.folder.read(TIMESTAMP)
    assert before is not None
    assert after is not None
    assert after.signed.expires > before.signed.expires + timedelta(days=1)


@pytest.mark.usefixtures("later")
def test_a_missing_key_becomes_an_alert_until_it_is_back(store: Store, tmp_path: Path) -> None:
    world, failures = make_world(tmp_path), TaskFailures()
    made = work(store, world, failures)
    keys = (world.place / "keys").rename(world.place / "lost-keys")
    (world.place / "keys").mkdir()
    made.run_due()
    assert "has no key of snapshot" in failures.failure_reasons()["fleet"]
    shutil.rmtree(world.place / "keys")
    keys.rename(world.place / "keys")
    work(store, world, failures).run_due()
    assert failures.failure_reasons() == {}


def test_kiosks_get_a_hint_once_a_plan_is_published(store: Store, tmp_path: Path) -> None:
    world = make_world(tmp_path)
    report(store, range(2))
    topics: list[str] = []

    def publish(messages: Sequence[tuple[str, bytes]]) -> list[str]:
        topics.extend(topic for topic, _ in messages)
        return topics

    work(store, world).run_due()
    keys = world.place / "all-keys"
    serving = FleetWork(store, world.place / "media", keys, now_ms(), TaskFailures(), publish)
    serving.run_due()
    assert topics == []
    set_settings(world.desk(1), "settings", "acme", b"")
    world.publish()
    serving.run_due()
    assert len(topics) == 2
    assert all(topic.endswith("/fleet") for topic in topics)
