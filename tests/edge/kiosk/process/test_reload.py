"""A kiosk that takes new settings in the same process: what goes on, what begins anew, and what is refused."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from edge.clock import machine_time_s
from edge.kiosk.console.console import NO_CONSOLE, ServiceTools
from edge.kiosk.kiosk import Kiosk
from edge.kiosk.process.lock import hold_kiosk_lock
from edge.kiosk.process.reload import REFUSALS
from edge.kiosk.process.status_socket import request_kiosk_status
from edge.kiosk.process.systemd import SystemdNotifier
from edge.kiosk.run import KioskService
from edge.kiosk.state.pause_file import PauseFile, StoredPause, pause_path
from edge.settings.loading import load_from_place
from edge.settings.places import SettingsPlace
from edge.settings.settings import Settings, SettingsError, load_settings_file
from edge.tools.settings_store import FileSettingsStore
from edge.uplink.outbox.outbox import Outbox
from tests.doubles.broker import free_port
from tests.doubles.waiting import wait_until
from tests.edge.kiosk.console.test_console import CONFIRMED, Page, log_in, running_service
from tests.system.shop import NOTICE_TEXTS

PATIENCE_S = 30.0


@dataclass
class Reloaded:
    """A service whose settings the test changes."""

    settings: Settings
    service: KioskService | None = None

    @property
    def kiosk(self) -> Any:
        assert self.service is not None
        return self.service._kiosk

    def load(self) -> Settings:
        return self.settings

    def take(self, **more: Any) -> None:
        """Changes settings, makes the service take them, and waits for the next kiosk."""
        assert self.service is not None
        before, self.settings = self.kiosk, changed(self.settings, **more)
        self.service.reload_settings()
        wait_until(lambda: self.kiosk is not before and self.status() != "degraded", "another kiosk", PATIENCE_S)

    def status(self) -> str:
        assert self.service is not None
        return self.service.status().state


def changed(settings: Settings, **more: Any) -> Settings:
    """These settings with some sections replaced."""
    return Settings.model_validate({**{name: getattr(settings, name) for name in Settings.model_fields}, **more})


def settings(folder: Path, **more: Any) -> Settings:
    """Settings without a notice, so that no camera is opened, and without a broker."""
    values = {"outbox": {"path": str(folder / "outbox.db")}, "broker": {"host": "127.0.0.1", "port": 9}, **more}
    return Settings.model_validate({"models": {"expression": "none"}, **values})


@contextmanager
def reloaded(wanted: Settings, tools: ServiceTools | None = None) -> Iterator[Reloaded]:
    it = Reloaded(wanted)
    it.service = KioskService(wanted, SystemdNotifier({}), tools=tools or ServiceTools(load=it.load))
    with running_service(it.service):
        wait_until(lambda: it.kiosk is not None and it.status() == "paused", "the kiosk", PATIENCE_S)
        yield it


def alerts(path: Path) -> list[tuple[str, bool]]:
    outbox = Outbox(path)
    payloads = [json.loads(message.payload) for message in outbox.unsent_messages(100) if message.kind == "alert"]
    outbox.close()
    return [(alert["code"], alert["cleared"] is not None) for alert in payloads]


def test_new_settings_are_taken_and_a_pause_by_command_stays(tmp_path: Path) -> None:
    """Names, notice and the rest of the file; the first kiosk ended as at a stop."""
    wanted = settings(tmp_path)
    PauseFile(pause_path(wanted.outbox.path)).write(StoredPause("inventory"))
    with reloaded(wanted) as it:
        first = it.kiosk
        it.take(site={"device": "window"}, notice=CONFIRMED)
        assert it.kiosk.parts.writer._header.device == "window"
        assert request_kiosk_status(wanted.outbox.path).reasons == ("command: inventory",)
        assert first.parts.outbox is not it.kiosk.parts.outbox


def test_sensing_begins_on_the_clock_however_often_settings_are_taken(tmp_path: Path) -> None:
    """Forty reloads in two minutes would make forty windows of a few seconds, which tell apart who stays and who
    leaves. A reload costs what a pause does."""
    wanted = settings(tmp_path, notice=CONFIRMED, camera={"source": "/nowhere/camera.mp4"})
    it = Reloaded(wanted)
    it.service = KioskService(wanted, SystemdNotifier({}), tools=ServiceTools(load=it.load))
    with running_service(it.service):
        wait_until(lambda: it.kiosk is not None and not it.kiosk.parts.state.is_paused, "the kiosk", PATIENCE_S)
        for yaw_deg in (1.0, 2.0):
            at_s = machine_time_s()
            it.take(screen={"yaw_deg": yaw_deg})
            resume = it.kiosk.parts.state._resume
            assert resume.resumes_s >= at_s + wanted.audience.same_person_s
            assert resume.resumes_s % wanted.audience.window_s == 0
            assert it.kiosk.parts.state.is_paused


def test_wrong_settings_are_an_alert_and_the_kiosk_goes_on(tmp_path: Path) -> None:
    """The very kiosk, until right ones come. The alert says nothing of the file."""
    wanted = settings(tmp_path)
    is_wrong = threading.Event()

    def load() -> Settings:
        if is_wrong.is_set():
            raise SettingsError("settings: [site] open is wrong: a secret")
        return wanted

    with reloaded(wanted, ServiceTools(load=load)) as it:
        assert it.service is not None
        first = it.kiosk
        is_wrong.set()
        it.service.reload_on_signal()
        path = wanted.outbox.path
        wait_until(lambda: "settings.refused" in str(first.parts.state.active_alerts), "the alert", PATIENCE_S)
        assert it.kiosk is first
        with pytest.raises(SettingsError, match="open is wrong"):
            it.service.reload_settings()
        is_wrong.clear()
        it.service.reload_settings()
        wait_until(lambda: it.kiosk is not first and it.status() == "paused", "another kiosk", PATIENCE_S)
        assert not it.service._reload.alerts
    assert ("settings.refused", False) in alerts(path)
    assert b"a secret" not in b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())


def test_files_and_devices_that_cannot_be_used_are_refused_before_the_kiosk_ends(tmp_path: Path) -> None:
    """A camera's certificate, a password, a kit, a network."""
    with reloaded(settings(tmp_path)) as it:
        first, right = it.kiosk, it.settings
        assert it.service is not None
        for wrong, why in (
            ({"camera": {"source": "rtsps://camera/1", "ca_file": "/nowhere.pem"}}, "nowhere.pem"),
            ({"broker": {"host": "127.0.0.1", "password_file": "/nowhere/password"}}, "nowhere/password"),
            ({"kits": [{"port": "/dev/x", "kit": "nothing", "wearer": "w", "consent": "/w.json"}]}, "nothing"),
            ({"models": {"expression": "/nowhere/card.json"}}, "card.json"),
        ):
            it.settings = changed(right, **wrong)
            with pytest.raises(REFUSALS, match=why):
                it.service.reload_settings()
            assert it.kiosk is first
            assert it.service._reload.settings is right
            assert it.service._reload.alerts


def test_settings_that_fail_only_when_the_kiosk_is_built_give_way_to_the_former(tmp_path: Path) -> None:
    """An outbox in a folder that is not there, the outbox of another kiosk, and a feed of no package."""
    wanted = settings(tmp_path)
    with reloaded(wanted) as it, hold_kiosk_lock(tmp_path / "other.db"):
        assert it.service is not None
        for wrong in (
            {"outbox": {"path": str(tmp_path / "none" / "outbox.db")}},
            {"outbox": {"path": str(tmp_path / "other.db")}},
            {"playback": {"feed": "nobody"}},
        ):
            before, it.settings = it.kiosk, changed(wanted, **wrong)
            it.service.reload_settings()
            wait_until(lambda before=before: it.kiosk is not before, "the former settings", PATIENCE_S)  # type: ignore[misc]
            wait_until(lambda: "settings.refused" in str(it.kiosk.parts.state.active_alerts), "the alert", PATIENCE_S)
            assert it.service._reload.settings is wanted
            assert request_kiosk_status(wanted.outbox.path).state == "paused"


def test_a_reload_whose_settings_are_taken_already_ends_no_kiosk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two, which comes late: the kiosk that it would end has its settings, and none would follow."""
    told: list[str] = []
    monkeypatch.setattr(SystemdNotifier, "_send", lambda _, text: told.append(text.partition("=")[0]))
    with reloaded(settings(tmp_path)) as it:
        service, first, go_on = it.service, it.kiosk, threading.Event()
        assert service is not None
        ask_in_time = service._reload.request_reload
        monkeypatch.setattr(service._reload, "request_reload", lambda: (ask_in_time(), go_on.wait(PATIENCE_S)))
        late = threading.Thread(target=service.reload_settings)
        late.start()
        wait_until(lambda: service._reload.has_new_settings, "new settings")
        first.stop()  # as the first of two reloads does
        wait_until(lambda: it.kiosk is not first and it.status() == "paused", "another kiosk", PATIENCE_S)
        second = it.kiosk
        told.clear()
        go_on.set()
        late.join()
        assert not second._stop.is_set()
        assert "RELOADING" not in told


def test_another_outbox_and_another_page_are_taken(tmp_path: Path) -> None:
    with reloaded(settings(tmp_path)) as it:
        (tmp_path / "other").mkdir()
        outbox, port = tmp_path / "other" / "outbox.db", free_port()
        at_s = machine_time_s()
        it.take(outbox={"path": str(outbox)}, console={"port": port}, notice=CONFIRMED, camera={"source": "/none.mp4"})
        assert request_kiosk_status(outbox).state == "paused"
        assert at_s + 60 <= it.kiosk.parts.state._resume.resumes_s < at_s + 180  # as after any reload
        assert log_in(port, outbox)


def test_a_session_of_the_page_outlives_a_change_from_the_page(tmp_path: Path) -> None:
    """The change goes into the file, with its comment, and the page shows the next kiosk."""
    port, path = free_port(), tmp_path / "vitrina.toml"
    path.write_text(
        f'[outbox]\npath = "{tmp_path}/outbox.db"\n[models]\nexpression = "none"\n[console]\nport = {port}\n'
        f"[notice]\n{NOTICE_TEXTS}\n[site]\n# of Ada\n"
    )
    tools = ServiceTools(load=lambda: load_settings_file(path), settings=FileSettingsStore(str(path)))
    with reloaded(load_settings_file(path), tools) as it:
        assert it.service is not None
        wait_until(lambda: it.service is not None and it.service._console is not NO_CONSOLE, "the page", PATIENCE_S)
        page = Page(port, tmp_path / "outbox.db", log_in(port, tmp_path / "outbox.db"), it.service)
        before = it.kiosk
        confirmed = {f"notice.{key}": str(CONFIRMED[key]) for key in ("version", "confirmed_on", "confirmed_by")}
        assert page.send("/settings", {**confirmed, "site.open": "Mo-Su 00:00-24:00"}) == (204, "")
        wait_until(lambda: it.kiosk is not before, "another kiosk", PATIENCE_S)
        wait_until(lambda: "notice: not confirmed" not in page.state()["reasons"], "the notice", PATIENCE_S)
        assert "# of Ada" in path.read_text()
        status, why = page.send("/settings", {"site.open": "never"})
        assert (status, "never" in why) == (409, True)
        path.write_text(path.read_text().replace('"none"', '"/nowhere/card.json"'))
        status, why = page.send("/settings", {"screen.yaw_deg": 3})
        assert (status, "card.json" in why) == (409, True)
        assert why.startswith("The settings file was saved, but the kiosk keeps running with the previous settings: ")
        assert "Nothing was started" not in why
        assert "settings.refused" in [alert["code"] for alert in wait_for_alerts(page)]


def test_a_pause_that_comes_while_one_kiosk_follows_another_is_kept_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is told that sensing pauses is not sensed by the next kiosk either."""
    port = free_port()
    wanted = settings(tmp_path, notice=CONFIRMED, console={"port": port}, camera={"source": "/nowhere/camera.mp4"})
    it, answers = Reloaded(wanted), list[int]()
    it.service = service = KioskService(wanted, SystemdNotifier({}), tools=ServiceTools(load=it.load))
    end, build = Kiosk._stop_stages, KioskService._build_kiosk
    with running_service(service):
        wait_until(lambda: it.kiosk is not None and it.status() == "degraded", "the kiosk", PATIENCE_S)
        page = Page(port, wanted.outbox.path, log_in(port, wanted.outbox.path), service)
        wait_until(lambda: bool(page.state()["stages"]), "a snapshot", PATIENCE_S)

        def end_and_pause(kiosk: Kiosk) -> None:
            end(kiosk)
            answers.append(page.post("/pause"))

        def pause_and_build(one: KioskService, outbox: Path) -> Kiosk | None:
            answers.append(page.post("/pause"))
            return build(one, outbox)

        monkeypatch.setattr(Kiosk, "_stop_stages", end_and_pause)
        monkeypatch.setattr(KioskService, "_build_kiosk", pause_and_build)
        it.take(screen={"yaw_deg": 1.0})
        monkeypatch.undo()
        assert answers == [204, 503]
        page.wait_for("paused", "local")


def wait_for_alerts(page: Page) -> list[dict[str, Any]]:
    wait_until(lambda: "settings.refused" in str(page.state()["alerts"]), "the alert", PATIENCE_S)
    shown: list[dict[str, Any]] = page.state()["alerts"]
    return shown


def test_signed_settings_are_taken_at_a_reload_and_a_new_camera_address_pauses(tmp_path: Path) -> None:
    """As at the start; SIGHUP of the updater is a reload. Faces are not read until staff are declared again."""
    path, signed = tmp_path / "vitrina.toml", tmp_path / "signed"
    signed.mkdir()
    path.write_text(
        f'[outbox]\npath = "{tmp_path}/outbox.db"\n[models]\nexpression = "none"\n'
        '[broker]\nhost = "127.0.0.1"\nport = 9\n[camera]\nsource = "rtsp://user:secret@127.0.0.1:9/a"\n'
        '[fleet]\nurl = "https://central.example.org/fleet/"\n'
        '[staff]\nin_view = "nobody"\ndeclared_on = 2026-11-20\ndeclared_by = "a tester"\n'
        f"[notice]\n{NOTICE_TEXTS}\nconfirmed_on = 2026-11-20\nconfirmed_by = 'a tester'\n"
    )

    def load() -> Settings:
        return load_from_place(SettingsPlace(path), {}, remote=signed).settings

    it = Reloaded(load())
    it.service = KioskService(it.settings, SystemdNotifier({}), tools=ServiceTools(load=load))
    with running_service(it.service):
        wait_until(lambda: it.kiosk is not None and it.status() == "degraded", "the kiosk", PATIENCE_S)
        before = it.kiosk
        (signed / "site.toml").write_text('[audience]\nk = 9\n[camera]\nsource = "rtsp://127.0.0.1:9/b"\n')
        it.service.reload_on_signal()
        wait_until(lambda: it.kiosk is not before and it.status() == "paused", "another kiosk", PATIENCE_S)
        status = request_kiosk_status(tmp_path / "outbox.db")
        assert "notice: not confirmed" in status.reasons
        assert it.service._reload.settings.audience.k == 9
        assert it.service._reload.settings.camera.source == "rtsp://user:secret@127.0.0.1:9/b"
    assert "secret" not in str(alerts(tmp_path / "outbox.db"))
