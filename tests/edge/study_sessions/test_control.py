"""Control of a session: what may be asked of it, in which part."""

import pytest

from edge.study_sessions.control import ACTIONS, RefusedActionError, SessionControl


def test_a_session_that_goes_on_by_itself_can_only_be_ended() -> None:
    control = SessionControl()
    control.begin_phase("contact", None)
    assert control.current_state.possible == ("end",)
    with pytest.raises(RefusedActionError, match="not possible now, because the session was started without --wait"):
        control.request_action("pause")
    control.request_action("end")
    assert control.is_ended
    with pytest.raises(RefusedActionError, match="the session is ending"):
        control.request_action("end")


def test_each_part_takes_the_action_that_it_waits_for_once() -> None:
    control = SessionControl(waits=True)
    with pytest.raises(RefusedActionError):
        control.request_action("baseline")  # it has not begun
    control.begin_phase("contact", "baseline")
    assert control.current_state.possible == ("baseline", "pause", "end")
    assert not control.was_action_taken("baseline")
    control.request_action("baseline")
    assert control.was_action_taken("baseline")
    with pytest.raises(RefusedActionError, match="Possible: pause, end"):
        control.request_action("baseline")
    control.begin_phase("baseline", None)
    with pytest.raises(RefusedActionError, match="adverts is not possible"):
        control.request_action("adverts")
    assert not control.was_action_taken(None)


def test_a_pause_ends_before_anything_else_begins() -> None:
    control = SessionControl(waits=True)
    control.begin_phase("ready", "adverts")
    control.request_action("pause")
    assert (control.is_paused, control.current_state.possible) == (True, ("resume", "end"))
    control.request_action("resume")
    assert control.current_state.possible == ("adverts", "pause", "end")


def test_an_unknown_action_is_named_with_those_that_there_are() -> None:
    with pytest.raises(RefusedActionError, match=f"there is no action 'dance'. Choose one of: {', '.join(ACTIONS)}"):
        SessionControl(waits=True).request_action("dance")
