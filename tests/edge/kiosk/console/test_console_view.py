"""The kiosk as the technician's page shows it, at the kiosk and on the local network."""

from pathlib import Path

from edge.alerts import Alert
from edge.clock import Clock
from edge.console.listener import remove_people_data
from edge.kiosk.console.console_view import ConsoleView
from edge.kiosk.kiosk import Kiosk
from edge.messages.wire import LOCAL
from edge.settings.settings import Settings

NINE_S = 1_795_510_800.0  # 2026-11-24T09:00:00Z


class Shown:
    """A kiosk before its first turn, whose clock the test sets, and its page."""

    def __init__(self, folder: Path) -> None:
        self.at_s = NINE_S
        outbox = {"path": str(folder / "outbox.db")}
        settings = Settings.model_validate({"outbox": outbox, "broker": {"host": "127.0.0.1", "port": 9}})
        clock = Clock(lambda: self.at_s, lambda: self.at_s)
        self.view = ConsoleView(settings, lambda: self.at_s)
        self.view.attach_kiosk(clock, settings)
        self.kiosk = Kiosk(settings, clock)

    def turn(self, *sources: str) -> None:
        """A turn of the loop with these alerts of the camera."""
        self.kiosk.parts.monitor.update_alerts("camera", [Alert(code, "error", code, self.at_s) for code in sources])
        self.kiosk._write_alerts()
        self.kiosk.parts.state.state_if_changed()
        self.view.update_snapshot(self.kiosk, self.kiosk.status())

    def codes(self) -> tuple[set[str], set[str]]:
        """Codes of the alerts at the kiosk, and on the network without --view."""
        here = self.view.snapshot
        return {one.code for one in here.alerts}, {one.code for one in remove_people_data(here).alerts}

    def close(self) -> None:
        self.kiosk.stop()
        self.kiosk.run()


def test_the_local_network_sees_no_alert_that_dates_a_person_at_the_machine(tmp_path: Path) -> None:
    """Who opens a page or the set-up view, and where staff stand, shows at the kiosk alone."""
    shown = Shown(tmp_path)
    shown.turn()
    _, before = shown.codes()
    for code in ("view.open", "console.open", "kit.lost", "consent.none"):
        shown.kiosk.parts.monitor.update_alerts(code, [Alert(code, "warning", code, NINE_S)])
    shown.kiosk.parts.monitor.raise_place_question("staff: many of the watchers stood at one place")
    shown.turn()
    here, on_network = shown.codes()
    assert here >= {"view.open", "console.open", "kit.lost", "consent.none", "staff.place"}
    assert on_network == before
    shown.close()


def test_the_local_network_sees_the_end_of_a_lost_camera_when_messages_report_it(tmp_path: Path) -> None:
    """An opt-out closes the camera, and with it ends its alert: at the kiosk at once."""
    shown = Shown(tmp_path)
    shown.turn("camera.lost")
    shown.at_s = NINE_S + 147.5
    shown.kiosk.parts.state.set_pause_reason("opt-out", LOCAL)
    seen = []
    for after_s in (148.0, 209.0, 210.0):
        shown.at_s = NINE_S + after_s
        shown.turn()
        seen.append(tuple("camera.lost" in codes for codes in shown.codes()))
    assert seen == [(False, True), (False, True), (False, False)]
    shown.close()
