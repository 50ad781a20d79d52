"""Control of a session: what may be asked of it, in which part."""

import pytest

from edge.study_sessions.control import ACTIONS, RefusedActionError, SessionControl


def test_a_session_that_goes_on_by_itself_can_only_be_ended() -> None:
    control = SessionControl()
    control.begin("contact", None)
    assert control.state.possible == ("end",)
    with pytest.raises(RefusedActionError, match="not possible now, since the session was started without --wait"):
        control.ask("pause")
    control.ask("end")
    assert control.is_ended
    with pytest.raises(RefusedActionError, match="the session ends"):
        control.ask("end")


def test_each_part_takes_the_action_that_it_waits_for_once() -> None:
    control = SessionControl(waits=True)
    with pytest.raises(RefusedActionError):
        control.ask("baseline")  # it has not begun
    control.begin("contact", "baseline")
    assert control.state.possible == ("baseline", "pause", "end")
    assert not control.was_told("baseline")
    control.ask("baseline")
    assert control.was_told("baseline")
    with pytest.raises(RefusedActionError, match="Possible: pause, end"):
        control.ask("baseline")
    control.begin("baseline", None)
    with pytest.raises(RefusedActionError, match="adverts is not possible"):
        control.ask("adverts")
    assert not control.was_told(None)


def test_a_pause_ends_before_anything_else_begins() -> None:
    control = SessionControl(waits=True)
    control.begin("ready", "adverts")
    control.ask("pause")
    assert (control.is_paused, control.state.possible) == (True, ("resume", "end"))
    control.ask("resume")
    assert control.state.possible == ("adverts", "pause", "end")


def test_an_unknown_action_is_named_with_those_that_there_are() -> None:
    with pytest.raises(RefusedActionError, match=f"there is no action 'dance'. Choose from {', '.join(ACTIONS)}"):
        SessionControl(waits=True).ask("dance")
