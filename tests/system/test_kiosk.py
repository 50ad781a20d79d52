"""The kiosk as a whole: what people before a real camera become on a real broker, and what stops, starts and breaks."""

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
from edge.settings.settings import load
from tests import clips
from tests.doubles.broker import Mosquitto, Subscriber, free_port, running, subscribed
from tests.doubles.mjpeg import Image, MjpegCamera, film, paced
from tests.people import PRESENT_S, Films
from tests.system import shop
from tests.system.shown import Told, shown_once

Said = list[shop.Json]


def replayed(path: Path, config: Path | None = None) -> tuple[int, int]:
    """Visits and watchers of `vitrina replay --k 3`."""
    with_config = ("--config", config) if config else ()
    run = shop.vitrina("replay", "--video", path, "--k", "3", *with_config)
    assert run.returncode == 0, run.stderr
    return shop.summed([json.loads(line)["payload"] for line in run.stdout.splitlines()])


def said(listener: Subscriber, kind: str) -> Said:
    return [shop.parsed(message.payload) for message in listener.of(kind)]


def wait_for_state(listener: Subscriber, state: str) -> shop.Json:
    """The last state, once it is this one."""
    word = f'"state":"{state}"'.encode()
    listener.wait_for(lambda _: bool(listener.of("state")) and word in listener.of("state")[-1].payload, state)
    return said(listener, "state")[-1]


def looped(path: Path, present_s: float) -> MjpegCamera:
    """A camera before which the people of a film stay for ever; forwards, then backwards, so that nobody jumps."""

    def pictures() -> Iterator[tuple[float, Image]]:
        images = [image for at_s, image in film(path)() if at_s < present_s]
        return paced((image for _ in range(100) for image in (*images, *reversed(images))), 15.0)

    return MjpegCamera(pictures)


# What people become -------------------------------------------------------------------------------------------------


def test_a_camera_tells_what_its_film_tells(told: Told, films: Films) -> None:
    """Seen once over the network, live, with frames dropped: as many visits and watchers as in a replay of the file."""
    visits, watchers = shop.summed(shop.of("window", told.payloads))
    assert (visits, watchers) == replayed(films(7), told.run.config)
    assert visits == 7


@pytest.mark.skipif(not clips.CLIPS.is_dir(), reason="the clips of people may not be shipped: ../shared/clips")
def test_six_people_in_tiles_are_told_as_their_film_is(tmp_path: Path) -> None:
    """The same for a real clip, at its size, with the settings as they come."""
    (path,) = clips.CLIPS.glob("s15_*.mp4")
    live = shown_once(tmp_path, path, 15.0, faces="")
    assert shop.summed(shop.of("window", live.payloads)) == replayed(path)


def test_a_stop_tells_what_may_be_told_and_leaves_offline_behind(told: Told) -> None:
    """The last window and a reaction of each creative end at the stop; plays are proven; the state stays readable."""
    (window,) = shop.of("window", told.payloads)
    reactions = shop.of("reaction", told.payloads)
    assert told.code == 0
    assert {reaction["creative"] for reaction in reactions} == {"spring_a", "summer_b"}
    assert {reaction["to"] for reaction in reactions} == {window["to"]}
    assert all(reaction["k"] == 5 <= reaction["n"] for reaction in reactions)
    assert [play["creative"] for play in shop.of("play", told.payloads)][:2] == ["spring_a", "summer_b"]
    assert (told.heard[-1].kind, told.heard[-1].retained) == ("state", True)
    assert told.payloads[-1]["state"] == "offline"
    assert not [line for line in told.run.log if "Traceback" in line or "left behind" in line]


def test_every_number_is_given_once_and_is_in_the_outbox(told: Told) -> None:
    """`seq` goes 1, 2, 3 without a gap, and what was sent is still there, byte for byte, for who asks again."""
    sent = [payload for payload in told.payloads if "seq" in payload]
    assert [payload["seq"] for payload in sent] == list(range(1, len(sent) + 1))
    assert shop.kept(told.run.folder / "door.db") == sent


def test_without_a_broker_everything_waits_in_the_outbox(films: Films, tmp_path: Path) -> None:
    """SIGTERM with nobody to send to: window, reactions and the alert are on the disk."""
    with looped(films(7), PRESENT_S) as camera:
        config = shop.settings(tmp_path, camera.url, free_port())
        with shop.running_kiosk(shop.Run(tmp_path, config)) as run:
            assert camera.wait_for(lambda c: c.sent > 90, shop.PATIENCE_S), run.log
            assert run.stop() == 0
    kept = shop.kept(tmp_path / "door.db")
    assert shop.summed(shop.of("window", kept)) == (7, 7)
    assert shop.of("reaction", kept)
    assert [alert["code"] for alert in shop.of("alert", kept)] == ["broker.away"]


# What it is told ----------------------------------------------------------------------------------------------------


def test_without_a_notice_no_camera_is_opened(films: Films, tmp_path: Path, broker: Mosquitto) -> None:
    """The kiosk stays paused, says so to whoever comes, and `cmd/resume` does not change it."""
    with MjpegCamera(film(films(7))) as camera:
        config = shop.settings(tmp_path, camera.url, broker.port, notice="")
        with shop.running_kiosk(shop.Run(tmp_path, config)) as run, subscribed(broker.port) as listener:
            wait_for_state(listener, "paused")
            listener.publish(f"{shop.HEADER}/cmd/resume", '{"reason": "it hangs, believe me"}')
            listener.publish(f"{shop.HEADER}/cmd/reboot", "{}")  # answered after it
            listener.wait_for_kind("alert", 1)
            with subscribed(broker.port) as later:
                state = wait_for_state(later, "paused")
                assert later.of("state")[0].retain
            assert state["reasons"] == ["notice: not confirmed"]
            assert run.stop() == 0
        assert camera.connections == 0
    assert [line for line in run.log if "notice: not confirmed. Set version, confirmed_on, confirmed_by" in line]


def test_pause_tells_what_may_be_told_and_resume_senses_again(
    films: Films, tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """A pause closes all visits and lets go of the camera; health may speak of the window then told, and only then."""
    with looped(films(7), PRESENT_S) as camera:
        config = shop.settings(tmp_path, camera.url, broker.port)
        with shop.kiosk_here(config, health_every_s=1.0):
            assert camera.wait_for(lambda c: c.sent > 75, shop.PATIENCE_S)
            before = said(listener, "health")
            listener.publish(f"{shop.HEADER}/cmd/pause", '{"reason": "stocktaking"}')
            state = wait_for_state(listener, "paused")
            (window,) = [shop.parsed(m.payload) for m in listener.wait_for_kind("window", 1)]
            listener.wait_for_kind("health", len(listener.of("health")) + 2)
            listener.publish(f"{shop.HEADER}/cmd/resume", '{"reason": "done"}')
            wait_for_state(listener, "sensing")
            assert camera.wait_for(lambda c: c.connections == 2, shop.PATIENCE_S)
    assert state["reasons"] == ["command: stocktaking"]
    assert window["visits"] == 7
    assert all(health["detector_ms"] is health["analysed_hz"] is None for health in before)
    after = said(listener, "health")[-1]
    assert after["detector_ms"]["p50"] > 0
    assert after["analysed_hz"]["p95"] <= 20


def test_a_player_makes_plays_and_reactions(
    films: Films, tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """`cmd/play` start and end: an exact proof of play, and a reaction to what was shown to seven people."""
    with looped(films(7), PRESENT_S) as camera:
        config = shop.settings(tmp_path, camera.url, broker.port, playback='feed = "command"')
        with shop.kiosk_here(config):
            assert camera.wait_for(lambda c: c.sent > 15, shop.PATIENCE_S)
            arm = '"experiment": {"id": "e12", "arm": "a", "block": 7}'
            listener.publish(f"{shop.HEADER}/cmd/play", f'{{"creative": "autumn", "event": "start", {arm}}}')
            assert camera.wait_for(lambda c, sent=camera.sent: c.sent > sent + 60, shop.PATIENCE_S)  # type: ignore[misc]
            listener.publish(f"{shop.HEADER}/cmd/play", '{"creative": "autumn", "event": "end"}')
            listener.wait_for_kind("play", 1)
    (play,) = said(listener, "play")
    (reaction,) = said(listener, "reaction")
    assert (play["creative"], play["feed"], play["error_s"]) == ("autumn", "player", 0.5)
    assert play["experiment"] == {"id": "e12", "arm": "a", "block": 7}
    assert play["media_to_s"] >= 3.0
    assert (reaction["creative"], reaction["experiment"]) == ("autumn", {"id": "e12", "arm": "a"})
    assert reaction["exposed"] == 7


def test_nonsense_from_the_network_is_counted_and_told(tmp_path: Path, broker: Mosquitto, listener: Subscriber) -> None:
    """Malformed commands: an alert each, a count in health, and the kiosk goes on as before."""
    with MjpegCamera() as camera:
        config = shop.settings(tmp_path, camera.url, broker.port)
        with shop.kiosk_here(config, health_every_s=0.5):
            wait_for_state(listener, "sensing")
            for nonsense in ("", "{", '{"event": "start"}', '{"creative": "../../etc", "event": "start"}'):
                listener.publish(f"{shop.HEADER}/cmd/play", nonsense)
            listener.wait_for(
                lambda _: '"bad_commands":4' in str(listener.of("health")[-1:] and listener.of("health")[-1].payload)
            )
            listener.wait_for_kind("alert", 8)
            assert wait_for_state(listener, "sensing")
    alerts = said(listener, "alert")
    assert {alert["code"] for alert in alerts} == {"cmd.bad"}
    assert [alert["cleared"] is None for alert in alerts] == [True, False] * 4
    assert all("../../etc" not in alert["text"] for alert in alerts)


# What breaks --------------------------------------------------------------------------------------------------------


def test_a_camera_that_goes_and_comes_back(
    films: Films, tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """Degraded while it is away; one alert, raised and cleared; the window says how much was not seen."""
    seen = threading.Event()

    def watch(event: object) -> None:
        if isinstance(event, FrameObservation) and len(event.faces) == 7:
            seen.set()

    with looped(films(7), PRESENT_S) as camera:
        config = shop.settings(tmp_path, camera.url, broker.port)
        with shop.kiosk_here(config, watch):
            assert seen.wait(shop.PATIENCE_S)
            camera.mode = "close"
            state = wait_for_state(listener, "degraded")
            listener.wait_for(lambda _: any(b"camera.lost" in m.payload for m in listener.of("alert")))
            camera.mode = "ok"
            wait_for_state(listener, "sensing")
            listener.wait_for_kind("alert", 2)
            seen.clear()
            assert seen.wait(shop.PATIENCE_S)
    (reason,) = state["reasons"]
    assert reason.startswith(f"camera: {camera.url} ")
    raised, cleared = (alert for alert in said(listener, "alert") if alert["code"].startswith("camera."))
    assert (raised["code"], raised["cleared"]) == ("camera.lost", None)
    assert (cleared["code"], cleared["raised"]) == ("camera.lost", raised["raised"])
    assert cleared["cleared"] > raised["raised"]
    assert all(window["coverage"] < 0.95 for window in said(listener, "window"))


def test_a_stage_that_keeps_dying_is_an_alert_and_the_rest_goes_on(
    tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """Three deaths of perception within a minute: degraded and told; plays and health go on."""

    def watch(event: object) -> None:
        if isinstance(event, FrameObservation):
            raise RuntimeError("a fault that nobody foresaw")

    with MjpegCamera() as camera:
        config = shop.settings(tmp_path, camera.url, broker.port)
        with shop.kiosk_here(config, watch, health_every_s=1.0):
            (alert,) = [shop.parsed(message.payload) for message in listener.wait_for_kind("alert", 1)]
            listener.wait_for_kind("health", len(listener.of("health")) + 1)
            listener.wait_for_kind("play", 1)
            state = wait_for_state(listener, "degraded")
    assert (alert["code"], alert["severity"]) == ("stage.perception", "error")
    assert alert["text"] in state["reasons"]


def test_a_wrong_password_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    """The alert waits in the outbox for the broker that refuses us; neither it nor the log has the password."""
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
    """No process, thread, socket or file, whatever is wrong with the settings."""
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
    gc.collect()  # what earlier tests left to it must not be closed in between
    before = set(threading.enumerate()), Counter(open_files()), set(tmp_path.iterdir())
    with pytest.raises(Exception) as caught:
        Kiosk(load(config), Clock())
    assert exit_code(caught.value) is not None, caught.value
    threads, files, paths = before
    assert set(threading.enumerate()) <= threads
    assert Counter(open_files()) - files == Counter()
    assert set(tmp_path.iterdir()) == paths


def open_files() -> list[str]:
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return sorted(str(link.readlink()) for link in links if link.exists())
