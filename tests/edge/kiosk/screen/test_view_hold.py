"""The permit of the set-up view: it pauses sensing, and every way in which it ends."""

from edge.clock import Clock
from edge.kiosk.screen.view_hold import PERMIT_S, UNWATCHED_S, ViewHold
from edge.kiosk.state.resume_clock import ResumeClock
from edge.kiosk.state.state import KioskStateTracker

START_S = 1_800_000_000.0 - 1_800_000_000.0 % 60


class Kiosk:
    """State and hold of a kiosk at a time that the test sets; a session that is open until the test ends it."""

    def __init__(self) -> None:
        self.now_s = START_S
        self.state = KioskStateTracker(
            Clock(wall=lambda: self.now_s, monotonic=lambda: self.now_s), ResumeClock(60.0, 60.0)
        )
        self.state.end_startup()
        self.hold = ViewHold(self.state)
        self.is_open = True

    def begin(self, session: str = "one") -> bool:
        return self.hold.begin_permit(session, lambda: self.is_open, self.now_s)

    def pass_s(self, seconds: float, session: str | None = "one") -> None:
        """Time passes; a session asks for a picture each second."""
        for _ in range(round(seconds)):
            self.now_s += 1.0
            if session:
                self.hold.request_picture(session, self.now_s)
            self.hold.end_expired_permit(self.now_s)

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.state.local_snapshot.reasons


def test_a_permit_pauses_sensing_as_local_and_is_an_alert() -> None:
    kiosk = Kiosk()
    assert [*kiosk.hold.alerts] == []
    assert kiosk.begin()
    assert kiosk.state.is_paused
    assert kiosk.reasons == ("local",)
    assert [(alert.code, alert.since_s) for alert in kiosk.hold.alerts] == [("view.open", START_S)]
    assert kiosk.hold.permit is not None
    assert kiosk.hold.permit.until_s == START_S + 600 == START_S + PERMIT_S


def test_it_ends_by_itself_after_ten_minutes_and_asking_again_makes_it_no_longer() -> None:
    kiosk = Kiosk()
    kiosk.begin()
    kiosk.pass_s(300)
    assert kiosk.begin()
    kiosk.pass_s(299)
    assert kiosk.hold.permit is not None
    kiosk.pass_s(1)
    assert kiosk.hold.permit is None
    assert kiosk.hold.alerts == ()
    assert not kiosk.hold.request_picture("one", kiosk.now_s)


def test_a_picture_that_is_asked_for_too_late_ends_it_even_if_nothing_else_runs() -> None:
    kiosk = Kiosk()
    kiosk.begin()
    assert kiosk.hold.request_picture("one", kiosk.now_s)
    assert not kiosk.hold.request_picture("one", kiosk.now_s + PERMIT_S)
    assert kiosk.hold.permit is None


def test_sensing_goes_on_by_the_clock_as_after_any_pause() -> None:
    kiosk = Kiosk()
    kiosk.pass_s(20, None)
    kiosk.begin()
    kiosk.pass_s(10)
    kiosk.hold.end_permit("one", kiosk.now_s)
    assert kiosk.state.is_paused
    while kiosk.state.is_paused:
        kiosk.pass_s(1, None)
    assert kiosk.now_s == START_S + 120


def test_it_ends_with_its_session() -> None:
    kiosk = Kiosk()
    kiosk.begin()
    kiosk.is_open = False
    kiosk.hold.end_expired_permit(kiosk.now_s)
    assert kiosk.hold.permit is None


def test_it_ends_when_nobody_asks_for_pictures() -> None:
    kiosk = Kiosk()
    kiosk.begin()
    kiosk.pass_s(UNWATCHED_S - 2, None)
    kiosk.pass_s(1)
    assert kiosk.hold.permit is not None
    kiosk.pass_s(UNWATCHED_S - 1, "another")
    assert kiosk.hold.permit is not None
    kiosk.pass_s(1, "another")
    assert kiosk.hold.permit is None


def test_another_session_neither_uses_nor_ends_nor_replaces_it() -> None:
    kiosk = Kiosk()
    kiosk.begin()
    assert not kiosk.begin("another")
    assert not kiosk.hold.request_picture("another", kiosk.now_s)
    kiosk.hold.end_permit("another", kiosk.now_s)
    assert kiosk.hold.permit is not None
    assert kiosk.hold.permit.session == "one"
    kiosk.hold.end_permit("one", kiosk.now_s)
    assert kiosk.hold.permit is None
    assert kiosk.begin("another")


def test_its_end_lifts_no_other_pause() -> None:
    kiosk = Kiosk()
    kiosk.state.set_pause_reason("opt-out", "local")
    kiosk.begin()
    kiosk.hold.end_permit("one", kiosk.now_s)
    assert kiosk.reasons == ("local",)
    kiosk.hold.end_permit("one", kiosk.now_s)
    assert kiosk.state.pause_reasons == ("local",)
