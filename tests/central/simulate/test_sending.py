"""Pace, archive, and the answers of a fleet to `cmd/resend`, at a real broker."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.errors import BrokerRefusedError
from central.ingest.session import BrokerOptions
from central.simulate.archive import Archive
from central.simulate.outgoing import Outgoing
from central.simulate.pace import SKIPPED_S, Sped, skip_wait, wait_real_time
from central.simulate.run import connect_sender, fleet_options
from tests.central.simulate.fleets import MIDNIGHT_S, fleet_of, sent_by
from tests.doubles.broker import Mosquitto, free_port, running, subscribed
from tests.doubles.waiting import wait_until


def options(port: int) -> BrokerOptions:
    return BrokerOptions("127.0.0.1", port, "central", ())


def item(device: str, seq: int) -> Outgoing:
    return Outgoing(1.0, device, "play", b'{"seq":%d}' % seq, seq)


@given(st.permutations([(device, seq) for device in ("a/b/c", "a/b/d") for seq in range(1, 8)]), st.data())
def test_an_archive_gives_back_what_it_was_given(order: list[tuple[str, int]], data: st.DataObject) -> None:
    """In whatever order it came; nothing else."""
    count = data.draw(st.integers(0, len(order)))
    with Archive() as archive:
        for device, seq in order[:count]:
            archive.add(item(device, seq))
            archive.add(Outgoing(1.0, device, "play", b"another", seq))
        for device, seq in order:
            kept = archive.get(device, seq)
            assert (kept is not None) == ((device, seq) in order[:count])
            assert kept is None or (kept.topic, kept.payload) == (item(device, seq).topic, item(device, seq).payload)
        assert archive.get("a/b/c", 0) is None
        assert archive.get("a/b/c", 99) is None
        assert archive.get("a/b/x", 1) is None


def test_a_sped_fleet_waits_a_part_of_the_time_and_no_night() -> None:
    clock = [100.0]
    pace = Sped(60.0, lambda: clock[0])
    assert pace(5_000.0) == pytest.approx(0.0)
    assert pace(5_060.0) == pytest.approx(1.0)
    clock[0] += 1.5
    assert pace(5_060.0) == pytest.approx(-0.5)
    assert pace(5_060.0 + 10 * SKIPPED_S) == pytest.approx(-0.5)
    assert pace(5_120.0 + 10 * SKIPPED_S) == pytest.approx(0.5)
    assert skip_wait(1e12) == 0
    assert wait_real_time(lambda: 40.0)(45.0) == 5.0


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with running(Mosquitto(tmp_path)) as made:
        assert isinstance(made, Mosquitto)
        yield made


def test_a_kiosk_sends_again_what_it_is_asked_for(broker: Mosquitto) -> None:
    """Byte for byte what was lost; a command that is none changes nothing. In the end all kiosks are offline."""
    lost = {i.seq: i.payload for i in sent_by(fleet_of(1, faults=["lost"], sites=1)) if i.is_lost}
    assert lost
    fleet, stopping = fleet_of(1, faults=["lost"], sites=1), threading.Event()
    device = fleet.kiosks[0].plan.device
    with subscribed(broker.port) as central:
        with connect_sender(fleet, fleet_options(options(broker.port), "sim-1"), stopping) as sender:
            sender.run([MIDNIGHT_S], skip_wait)
            settling = threading.Thread(target=sender.settle_gaps, args=(60.0,))
            settling.start()
            health = central.wait_for_kind("health", 181)[-1]  # 3 hours, and one of the settling
            assert json.loads(health.payload)["last_seq"] == fleet.counts[device].made
            before = {bytes(message.payload) for message in central.of("play")}
            assert before.isdisjoint(lost.values())
            central.publish(f"vitrina/1/{device}/cmd/resend", b'{"from_seq": 9, "to_seq": 1}')
            for seq in (*lost, 10**9):
                central.publish(f"vitrina/1/{device}/cmd/resend", json.dumps({"from_seq": seq, "to_seq": seq}))
            wait_until(lambda: sender.resent == len(lost), "all that was asked for")
            stopping.set()
            settling.join(20)
            stopping.clear()
            sender.send_offline_states()
        states = central.wait_for(
            lambda heard: any(b'"offline"' in message.payload for message in heard), "the end of the kiosk"
        )
        resent = {bytes(message.payload) for message in states} & set(lost.values())
        assert resent == set(lost.values())
    with subscribed(broker.port) as late:
        (state,) = late.wait_for(bool)
        assert json.loads(state.payload)["state"] == "offline"


def test_a_broker_that_is_not_there_is_named() -> None:
    fleet, port = fleet_of(1, sites=1), free_port()
    with (
        pytest.raises(BrokerRefusedError, match=f"127.0.0.1:{port}.*refused.*Nothing was sent"),
        connect_sender(fleet, fleet_options(options(port), "sim-1"), threading.Event()),
    ):
        raise AssertionError("it is connected")


def test_a_broker_that_refuses_is_named(tmp_path: Path) -> None:
    with (
        running(Mosquitto(tmp_path, users={"central": "secret"})) as broker,
        pytest.raises(BrokerRefusedError, match="it refuses"),
        connect_sender(fleet_of(1, sites=1), fleet_options(options(broker.port), "sim-1"), threading.Event()),
    ):
        raise AssertionError("it is connected")


def test_a_fleet_ends_when_it_is_told_to(broker: Mosquitto) -> None:
    """In the middle of a day at the clock's own speed."""
    fleet, stopping = fleet_of(1, sites=1), threading.Event()
    with connect_sender(fleet, fleet_options(options(broker.port), "sim-1"), stopping) as sender:
        running_ = threading.Thread(target=sender.run, args=([MIDNIGHT_S], Sped(1.0, lambda: 0.0)))
        running_.start()
        wait_until(lambda: sender.sent == 1, "the first state")
        stopping.set()
        running_.join(10)
        assert not running_.is_alive()
        assert sender.sent == 1
