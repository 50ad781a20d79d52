"""Lets the session leader control a running session from a command or a page. Tracks possible and taken actions."""

import threading
from dataclasses import dataclass
from typing import Literal, get_args

Action = Literal["baseline", "adverts", "pause", "resume", "end"]
ACTIONS: tuple[Action, ...] = get_args(Action)


class RefusedActionError(Exception):
    """The session cannot do the requested action now. The text says why and what to do."""


@dataclass(frozen=True, slots=True)
class ControlState:
    """State of a session, as its leader sees it. `possible`: the actions that it accepts now."""

    phase: str = ""
    is_paused: bool = False
    possible: tuple[Action, ...] = ()


class SessionControl:
    """Accepts actions from any thread; the session's loop reads them. `waits`: each part starts only on request."""

    def __init__(self, *, waits: bool = False) -> None:
        self.waits = waits
        self._lock = threading.Lock()
        self._phase = ""
        self._waits_for: Action | None = None
        self._told: set[Action] = set()
        self._is_paused = self._is_ended = False

    @property
    def current_state(self) -> ControlState:
        """The session's state as its leader sees it now."""
        with self._lock:
            return ControlState(self._phase, self._is_paused, self._possible())

    @property
    def is_paused(self) -> bool:
        """True while the session is paused and nothing may be recorded."""
        return self._is_paused

    @property
    def is_ended(self) -> bool:
        """True once somebody has asked the session to end."""
        return self._is_ended

    def request_action(self, action: str) -> None:
        """Request an action of the session. Raises RefusedActionError."""
        with self._lock:
            possible = self._possible()
            if action not in possible:
                raise RefusedActionError(self._why_not(action, possible))
            match action:
                case "pause" | "resume":
                    self._is_paused = action == "pause"
                case "end":
                    self._is_ended = True
                case _:
                    self._told.add(action)

    def begin_phase(self, phase: str, waits_for: Action | None) -> None:
        """Note that a part of the session starts. `waits_for`: the action that ends this part."""
        with self._lock:
            self._phase, self._waits_for = phase, waits_for

    def was_action_taken(self, action: Action | None) -> bool:
        """True once somebody has taken the action that the current part of the session waits for."""
        return action in self._told

    def _possible(self) -> tuple[Action, ...]:
        if self._is_ended or not self._phase:
            return ()
        waited: tuple[Action, ...] = ()
        if self._waits_for is not None and self._waits_for not in self._told and not self._is_paused:
            waited = (self._waits_for,)
        pausing: tuple[Action, ...] = ("resume" if self._is_paused else "pause",) if self.waits else ()
        return (*waited, *pausing, "end")

    def _why_not(self, action: str, possible: tuple[Action, ...]) -> str:
        if action not in ACTIONS:
            return f"there is no action {action[:20]!r}. Choose one of: {', '.join(ACTIONS)}"
        if not possible:
            return "the session is ending. Start another one"
        by_hand = "" if self.waits else ", because the session was started without --wait"
        return f"{action} is not possible now{by_hand}. Possible: {', '.join(possible)}"
