"""Defines what a listener of the console page may show. A listener serves either only this kiosk, or the local network
for a limited time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from edge.console.values import ConsoleSnapshot, Finding, StageView, StateView
from edge.messages.wire import LOCAL
from edge.web.security import LOOPBACK

STEP_S = 60.0
"""The end of a pause is rounded up to a multiple of this many seconds, because the exact time would reveal when
somebody opted out.
"""
FINDINGS_OF_PEOPLE = ("kits", "consent", "masks", "speed")
"""Parts of a self-check that are about wearers or count today's visits, or slow the kiosk down while people are in
view.
"""
HIDDEN_TEXTS = {
    "microphone": "it provides sound. Its level is shown only at the kiosk.",
    "camera": "it provides frames. Their rate is shown only at the kiosk.",
}


@dataclass(frozen=True, slots=True)
class Listener:
    """Addresses of one listener of the console page, and whether it may show data about people."""

    port: int
    hosts: tuple[str, ...]
    scheme: Literal["http", "https"]
    is_lan: bool = False
    shows_people: bool = True  # outlines, and frames while a permit is valid


def loopback_listener(port: int) -> Listener:
    """A listener that only this kiosk itself can reach, on loopback."""
    return Listener(port, LOOPBACK, "http")


def network_listener(address: str, port: int, shows_people: bool) -> Listener:
    """A listener for the local network. `shows_people`: a person at the kiosk has allowed the listener to show data
    about people.
    """
    return Listener(port, (address,), "https", is_lan=True, shows_people=shows_people)


def remove_people_data(snapshot: ConsoleSnapshot) -> ConsoleSnapshot:
    """The snapshot without data about people, and without any hint as to whether somebody is in view.

    A stage's load grows with the number of people in view, a kit's contact is about its wearer, and the sound level
    comes from people's voices. Delayed alerts, a pause, and any state or alert that follows from them would reveal when
    somebody was there. So this function takes state, pause and alerts from the published messages.
    """
    told = snapshot.told or StateView(snapshot.state, snapshot.reasons, snapshot.since_s)
    return replace(
        snapshot,
        state=told.state,
        reasons=told.reasons,
        since_s=told.since_s,
        told=None,
        pause_until_s=_pause_end_s(snapshot.pause_until_s, told),
        alerts=told.alerts,
        stages=tuple(map(_without_work, snapshot.stages)),
        level_db=None,
        kits=tuple(replace(kit, contact=None) for kit in snapshot.kits),
        kit_quality="",
    )


def findings_without_people_data(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of a self-check, except those about people, the sound level and the camera's frame rate."""
    return tuple(_without_measure(one) for one in findings if one.part not in FINDINGS_OF_PEOPLE)


def _without_measure(finding: Finding) -> Finding:
    if finding.part in HIDDEN_TEXTS and finding.level in ("ok", "warning"):
        return replace(finding, level="ok", text=HIDDEN_TEXTS[finding.part], cure="")
    return finding


def _pause_end_s(until_s: float | None, told: StateView) -> float | None:
    """End of a pause that was requested on this kiosk, in seconds since 1970 UTC. None until messages report the
    pause.
    """
    return None if until_s is None or LOCAL not in told.reasons else ceil(until_s / STEP_S) * STEP_S


def _without_work(stage: StageView) -> StageView:
    return StageView(stage.name, hangs=stage.hangs)
