"""The whole kiosk with a real camera stream and a real broker: releases, commands, faults, start and stop."""

import gc
import json
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cli.errors import exit_code
from edge.clock import Clock
from edge.events import FrameObservation
from edge.kiosk.kiosk import Kiosk
from edge.kiosk.process import status_socket
from edge.kiosk.stages.camera_lock import CameraLock
from edge.settings.settings import load_settings_file
from edge.study_sessions.machine_hold import hold_kiosk_pause, wait_for_camera
from tests import clips
from tests.doubles.ahead_clock import AheadClock
from tests.doubles.broker import Mosquitto, Subscriber, free_port, running, subscribed
from tests.doubles.mjpeg import Image, MjpegCamera, film, paced
from tests.doubles.waiting import wait_until
from tests.people import PRESENT_S, Films
from tests.system import shop
from tests.system.shop import Run, running_kiosk
from tests.system.shown import KioskDay, run_film

Payloads = list[shop.Json]
SIX_PEOPLE_S = 6.0  # all six stay as they are


def counts_of_replay(path: Path, config: Path | None = None) -> tuple[int, int]:
    """Visits and watchers of `vitrina replay --k 3`."""
    options = ("--config", config) if config else ()
    run = shop.vitrina_here("replay", "--video", path, "--k", "3", *options)
    assert run.returncode == 0, run.stderr
    return shop.summed([json.loads(line)["payload"] for line in run.stdout.splitlines()])


def payloads_of(listener: Subscriber, kind: str) -> Payloads:
    return [shop.parsed(message.payload) for message in listener.of(kind)]


def reasons_since(listener: Subscriber, count: int) -> str:
    """Reasons of all states after the first `count`: on a busy machine the last one may be a later one."""
    return "; ".join(reason for state in payloads_of(listener, "state")[count:] for reason in state["reasons"])


def wait_for_state(listener: Subscriber, state: str) -> shop.Json:
    """Waits until the last state is this one, and returns its message."""
    pattern = f'"state":"{state}"'.encode()
    listener.wait_for(lambda _: bool(listener.of("state")) and pattern in listener.of("state")[-1].payload, state)
    return payloads_of(listener, "state")[-1]


def looping_camera(path: Path, present_s: float) -> MjpegCamera:
    """A camera that repeats a film, so that its people stay. The film runs forwards, then backwards, without a jump."""

    def pictures() -> Iterator[tuple[float, Image]]:
        images = [image for at_s, image in film(path)() if at_s < present_s]
        return paced((image for _ in range(100) for image in (*images, *reversed(images))), 15.0)

    return MjpegCamera(pictures)


# Releases -----------------------------------------------------------------------------------------------------------


def test_a_camera_gives_the_same_counts_as_a_replay_of_its_film(kiosk_day: KioskDay, films: Films) -> None:
    """A live network camera with dropped frames gives as many visits and watchers as a replay of the file."""
    visits, watchers = shop.summed(shop.of("window", kiosk_day.payloads))
    assert (visits, watchers) == counts_of_replay(films(7), kiosk_day.run.config)
    assert visits == 7


@pytest.mark.skipif(not clips.CLIPS.is_dir(), reason="the clips of people may not be shipped: ../shared/clips")
def test_a_clip_of_six_people_gives_the_same_counts_as_its_replay(tmp_path: Path) -> None:
    """The same with the beginning of a real clip in its own size, and with the default settings."""
    (clip,) = clips.CLIPS.glob("s15_*.mp4")
    path = clips.first_seconds(clip, SIX_PEOPLE_S, tmp_path)
    live = run_film(tmp_path, path, SIX_PEOPLE_S, faces="")
    visits, watchers = shop.summed(shop.of("window", live.payloads))
    assert (visits, watchers) == counts_of_replay(path)
    assert visits == 6


def test_a_stop_publishes_the_last_releases_and_the_state_offline(kiosk_day: KioskDay) -> None:
    """The last window and a reaction for each creative end at the stop. The state offline is retained."""
    (window,) = shop.of("window", kiosk_day.payloads)
    reactions = shop.of("reaction", kiosk_day.payloads)
    assert kiosk_day.code == 0
    assert {reaction["creative"] for reaction in reactions} == {"spring_a", "summer_b"}
    assert {reaction["to"] for reaction in reactions} == {window["to"]}
    assert all(reaction["k"] == 5 <= reaction["n"] for reaction in reactions)
    assert [play["creative"] for play in shop.of("play", kiosk_day.payloads)][:2] == ["spring_a", "summer_b"]
    assert (kiosk_day.messages[-1].kind, kiosk_day.messages[-1].retained) == ("state", True)
    assert kiosk_day.payloads[-1]["state"] == "offline"
    assert not [line for line in kiosk_day.run.log if "Traceback" in line or "without waiting for it" in line]


def test_every_seq_is_used_once_and_is_in_the_outbox(kiosk_day: KioskDay) -> None:
    """`seq` is 1, 2, 3 without a gap, and the outbox keeps all sent messages unchanged, for a resend."""
    sent = [payload for payload in kiosk_day.payloads if "seq" in payload]
    assert [payload["seq"] for payload in sent] == list(range(1, len(sent) + 1))
    assert shop.kept(kiosk_day.run.folder / "door.db") == sent


def test_without_a_broker_all_messages_wait_in_the_outbox(films: Films, tmp_path: Path) -> None:
    """After SIGTERM without a broker, the window, the reactions and the alert are on the disk."""
    with looping_camera(films(7), PRESENT_S) as camera:
        config = shop.settings(tmp_path, camera.url, free_port())
        with shop.running_kiosk(shop.Run(tmp_path, config)) as run:
            assert camera.wait_for(lambda c: c.sent > 90, shop.PATIENCE_S), run.log
            assert run.stop() == 0
    kept = shop.kept(tmp_path / "door.db")
    assert shop.summed(shop.of("window", kept)) == (7, 7)
    assert shop.of("reaction", kept)
    assert [alert["code"] for alert in shop.of("alert", kept)] == ["broker.away"]


# Notice and commands ------------------------------------------------------------------------------------------------


def test_without_a_complete_notice_no_camera_is_opened(films: Films, tmp_path: Path, broker: Mosquitto) -> None:
    """Even one that is confirmed: the kiosk stays paused, its retained state says so, `cmd/resume` does not change it,
    and one alert names what is missing."""
    confirmed = (
        'version = "2026-11"\nconfirmed_on = 2026-11-20\nconfirmed_by = "a tester"\ncontact = "shop@example.org"'
    )
    with MjpegCamera(film(films(7))) as camera:
        config = shop.settings(tmp_path, camera.url, broker.port, notice=confirmed, models="")
        with shop.running_kiosk(shop.Run(tmp_path, config)) as run, subscribed(broker.port) as listener:
            wait_for_state(listener, "paused")
            listener.publish(f"{shop.HEADER}/cmd/resume", '{"reason": "the notice is up"}')
            listener.publish(f"{shop.HEADER}/cmd/reboot", "{}")  # answered after the command before it
            listener.wait_for_kind("alert", 1)
            with subscribed(broker.port) as later:
                state = wait_for_state(later, "paused")
                assert later.of("state")[0].retain
            assert state["reasons"] == ["notice: not complete"]
            assert run.stop() == 0
        assert camera.connections == 0
    (alert,) = [one for one in shop.of("alert", shop.kept(tmp_path / "door.db")) if one["code"] == "notice.missing"]
    assert "notice: not complete. Set operator, legal_basis in [notice]" in alert["text"]
    assert [line for line in run.log if alert["text"] in line]


def test_pause_publishes_the_last_releases_and_resume_senses_again(
    films: Films, tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """A pause closes all visits and the camera. Its window leaves on the clock, and sensing begins again on it.

    Health has spreads only after the window of the pause.
    """
    clock = AheadClock()
    with looping_camera(films(7), PRESENT_S) as camera:
        config = shop.settings(tmp_path, camera.url, broker.port)
        with shop.kiosk_here(config, health_every_s=1.0, clock=clock):
            assert camera.wait_for(lambda c: c.sent > 75, shop.PATIENCE_S)
            before = payloads_of(listener, "health")
            began_s = clock.now()
            listener.publish(f"{shop.HEADER}/cmd/pause", '{"reason": "stocktaking"}')
            state = wait_for_state(listener, "paused")
            listener.publish(f"{shop.HEADER}/cmd/resume", '{"reason": "done"}')
            wait_until(lambda: bool(listener.of("window")), "the window of the pause", patience_s=45.0)
            (window,) = payloads_of(listener, "window")
            listener.wait_for_kind("health", len(listener.of("health")) + 2)
            clock.skip_to(began_s + 55.0)  # a pause lasts for a minute at least
            wait_until(lambda: payloads_of(listener, "state")[-1]["state"] == "sensing", "sensing", patience_s=75.0)
            assert camera.wait_for(lambda c: c.connections == 2, shop.PATIENCE_S)
    assert state["reasons"] == ["command: stocktaking"]
    assert state["since"][-6:] == state["at"][-6:] == "0.000Z"
    assert window["visits"] == 7
    assert window["to"][-6:] == window["at"][-6:] == "0.000Z"
    assert window["coverage"] in (0.0, 0.25, 0.5, 0.75)
    assert all(health["detector_ms"] is health["analysed_hz"] is None for health in before)
    after = payloads_of(listener, "health")[-1]
    assert after["detector_ms"]["p50"] > 0
    assert after["analysed_hz"]["p95"] <= 20


def test_a_pause_outlasts_a_crash(tmp_path: Path, broker: Mosquitto, listener: Subscriber) -> None:
    """After SIGKILL the kiosk is paused as before. Once it is resumed, it still waits for the clock.

    Before it, a study session takes the camera: the kiosk pauses, shows "local", and lets the camera go.
    """
    with MjpegCamera() as camera:
        config = shop.settings(tmp_path, camera.url, broker.port)
        with running_kiosk(Run(tmp_path, config)) as run:
            assert camera.wait_for(lambda c: c.sent > 5, shop.PATIENCE_S)
            outbox = load_settings_file(config).outbox.path
            assert not CameraLock(outbox).take()
            with hold_kiosk_pause(outbox):
                wait_until(
                    lambda: status_socket.request_kiosk_status(outbox).reasons == ("local",), "the pause of the session"
                )
                wait_for_camera(CameraLock(outbox), Clock().now)
            listener.publish(f"{shop.HEADER}/cmd/pause", '{"reason": "stocktaking"}')
            wait_until(lambda: "command: stocktaking" in payloads_of(listener, "state")[-1]["reasons"], "the pause")
            run.process.kill()
            run.process.wait(shop.PATIENCE_S)
        wait_for_state(listener, "offline")
        connections = camera.connections
        with running_kiosk(Run(tmp_path, config)):
            assert "command: stocktaking" in wait_for_state(listener, "paused")["reasons"]  # and the session, once due
            assert camera.connections == connections
            before = len(listener.of("state"))
            listener.publish(f"{shop.HEADER}/cmd/resume", '{"reason": "done"}')
            wait_until(lambda: "(on the clock)" in reasons_since(listener, before), "the resume")
            if payloads_of(listener, "state")[-1]["state"] == "paused":  # else the hour is there
                assert camera.connections == connections


def test_a_player_makes_plays_and_reactions(
    films: Films, tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """`cmd/play` start and end give an exact proof of play, and a reaction of seven people."""
    with looping_camera(films(7), PRESENT_S) as camera:
        config = shop.settings(tmp_path, camera.url, broker.port, playback='feed = "command"')
        with shop.kiosk_here(config):
            assert camera.wait_for(lambda c: c.sent > 15, shop.PATIENCE_S)
            arm = '"experiment": {"id": "e12", "arm": "a", "block": 7}'
            listener.publish(f"{shop.HEADER}/cmd/play", f'{{"creative": "autumn", "event": "start", {arm}}}')
            assert camera.wait_for(lambda c, sent=camera.sent: c.sent > sent + 60, shop.PATIENCE_S)  # type: ignore[misc]
            listener.publish(f"{shop.HEADER}/cmd/play", '{"creative": "autumn", "event": "end"}')
            listener.wait_for_kind("play", 1)
    (play,) = payloads_of(listener, "play")
    (reaction,) = payloads_of(listener, "reaction")
    assert (play["creative"], play["feed"], play["error_s"]) == ("autumn", "player", 0.5)
    assert play["experiment"] == {"id": "e12", "arm": "a", "block": 7}
    assert play["media_to_s"] >= 3.0
    assert (reaction["creative"], reaction["experiment"]) == ("autumn", {"id": "e12", "arm": "a"})
    assert reaction["exposed"] == 7


def test_malformed_commands_are_counted_and_raise_alerts(
    tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """Malformed commands give one alert a minute and a count in health, and the kiosk continues."""
    with MjpegCamera() as camera:
        config = shop.settings(tmp_path, camera.url, broker.port, models="")
        with shop.kiosk_here(config, health_every_s=0.5):
            wait_for_state(listener, "sensing")
            for bad_payload in ("", "{", '{"event": "start"}', '{"creative": "../../etc", "event": "start"}'):
                listener.publish(f"{shop.HEADER}/cmd/play", bad_payload)
            listener.wait_for(
                lambda _: '"bad_commands":4' in str(listener.of("health")[-1:] and listener.of("health")[-1].payload)
            )
            listener.wait_for_kind("alert", 2)
            assert wait_for_state(listener, "sensing")
    alerts = payloads_of(listener, "alert")
    assert {alert["code"] for alert in alerts} == {"cmd.bad"}
    assert [alert["cleared"] is None for alert in alerts] == [True, False]
    assert all("../../etc" not in alert["text"] for alert in alerts)


# Faults -------------------------------------------------------------------------------------------------------------


def test_a_lost_camera_degrades_the_state_until_it_is_back(
    films: Films, tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """The state is degraded meanwhile. There is one alert, raised and cleared, and the window has less coverage."""
    all_faces_seen = threading.Event()

    def on_event(event: object) -> None:
        if isinstance(event, FrameObservation) and len(event.faces) == 7:
            all_faces_seen.set()

    with looping_camera(films(7), PRESENT_S) as camera:
        config = shop.settings(tmp_path, camera.url, broker.port, models="")
        with shop.kiosk_here(config, on_event):
            assert all_faces_seen.wait(shop.PATIENCE_S)
            camera.mode = "close"
            state = wait_for_state(listener, "degraded")
            listener.wait_for(lambda _: any(b"camera.lost" in m.payload for m in listener.of("alert")))
            camera.mode = "ok"
            wait_for_state(listener, "sensing")
            listener.wait_for_kind("alert", 2)
            all_faces_seen.clear()
            assert all_faces_seen.wait(shop.PATIENCE_S)
    (reason,) = state["reasons"]
    assert reason.startswith(f"camera: {camera.url} ")
    raised, cleared = (alert for alert in payloads_of(listener, "alert") if alert["code"].startswith("camera."))
    assert (raised["code"], raised["cleared"]) == ("camera.lost", None)
    assert (cleared["code"], cleared["raised"]) == ("camera.lost", raised["raised"])
    assert cleared["cleared"] > raised["raised"]
    assert all(window["coverage"] < 0.95 for window in payloads_of(listener, "window"))


def test_a_stage_that_keeps_failing_is_an_alert_and_the_rest_continues(
    tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """After three failures of perception within a minute there is an alert. Plays and health continue."""

    def on_event(event: object) -> None:
        if isinstance(event, FrameObservation):
            raise RuntimeError("a fault that nobody foresaw")

    with MjpegCamera() as camera:
        config = shop.settings(tmp_path, camera.url, broker.port, models="")
        with shop.kiosk_here(config, on_event, health_every_s=1.0):
            (alert,) = [shop.parsed(message.payload) for message in listener.wait_for_kind("alert", 1)]
            listener.wait_for_kind("health", len(listener.of("health")) + 1)
            listener.wait_for_kind("play", 1)
            state = wait_for_state(listener, "degraded")
    assert (alert["code"], alert["severity"]) == ("stage.perception", "error")
    assert alert["text"] in state["reasons"]


def test_a_wrong_password_is_an_alert_and_nothing_is_lost(tmp_path: Path) -> None:
    """The alert waits in the outbox. Neither the alert nor the log has the password."""
    broker = Mosquitto(tmp_path, users={"door": "right-secret"})
    with running(broker), MjpegCamera() as camera:
        config = shop.settings(tmp_path, camera.url, broker.port, broker='username = "door"')
        with shop.running_kiosk(shop.Run(tmp_path, config, env={"VITRINA_BROKER_PASSWORD": "wrong-secret"})) as run:
            assert camera.wait_for(lambda c: c.sent > 30, shop.PATIENCE_S), run.log
            assert run.stop() == 0
    (alert,) = shop.of("alert", shop.kept(tmp_path / "door.db"))
    assert (alert["code"], alert["severity"]) == ("broker.refused", "error")
    assert "refused the name or password" in alert["text"]
    assert "trying again every 60 s" in alert["text"]
    everything = "\n".join([*run.log, *map(str, shop.kept(tmp_path / "door.db"))])
    assert "secret" not in everything
    assert any("refused the name or password" in line for line in run.log)


@pytest.mark.parametrize("fault", ["pipeline", "model", "tls", "password_file", "outbox"])
def test_a_kiosk_that_cannot_be_built_leaves_nothing_behind(tmp_path: Path, fault: str) -> None:
    """After an error in the settings there is no process, thread, socket or file."""
    source = "videotestsrc ! appsink" if fault == "pipeline" else "/dev/video9"
    extra = {
        "tls": 'tls = true\nca_file = "nowhere.pem"',
        "password_file": 'password_file = "nowhere.txt"',
    }.get(fault, "")
    config = shop.settings(tmp_path, source, 1, broker=extra)
    text = config.read_text()
    if fault == "model":
        text += f'[models]\nexpression = "{tmp_path}/none.json"\n'
    if fault == "outbox":
        text = text.replace(f"{tmp_path}/door.db", f"{tmp_path}/nowhere/door.db")
    config.write_text(text)
    gc.collect()  # objects of earlier tests must not be closed in between
    before = set(threading.enumerate()), Counter(open_files()), set(tmp_path.iterdir())
    with pytest.raises(Exception) as caught:
        Kiosk(load_settings_file(config), Clock())
    assert exit_code(caught.value) is not None, caught.value
    threads, files, paths = before
    assert set(threading.enumerate()) <= threads
    assert Counter(open_files()) - files == Counter()
    assert set(tmp_path.iterdir()) == paths


def open_files() -> list[str]:
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return sorted(str(link.readlink()) for link in links if link.exists())
