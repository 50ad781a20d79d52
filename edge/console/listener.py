"""Reach of a listener of the page: this machine alone, or the local network for a while."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from edge.console.values import ConsoleSnapshot, Finding, StageView, StateView
from edge.messages.wire import LOCAL
from edge.web.security import LOOPBACK

STEP_S = 60.0
"""Step to which the end of a pause is rounded up: exact, it would date an opt-out."""
FINDINGS_OF_PEOPLE = ("kits", "consent", "masks", "speed")
"""Parts of a self-check that are about wearers, count visits of the day, or slow down while people are in view."""
HIDDEN_TEXTS = {
    "microphone": "it gives sound, whose level is shown at the kiosk only.",
    "camera": "it gives frames, whose rate is shown at the kiosk only.",
}


@dataclass(frozen=True, slots=True)
class Listener:
    """Addresses by which a listener is reached, and what it may show of people."""

    port: int
    hosts: tuple[str, ...]
    scheme: Literal["http", "https"]
    is_lan: bool = False
    shows_people: bool = True  # outlines, and pictures under a permit


def loopback_listener(port: int) -> Listener:
    """A listener for this machine alone."""
    return Listener(port, LOOPBACK, "http")


def network_listener(address: str, port: int, shows_people: bool) -> Listener:
    """A listener for the local network. `shows_people`: a person at the machine said so."""
    return Listener(port, (address,), "https", is_lan=True, shows_people=shows_people)


def remove_people_data(snapshot: ConsoleSnapshot) -> ConsoleSnapshot:
    """The snapshot without what is about people, also without whether any are in view.

    The work of a stage grows with the people in view, a kit's contact is one of its wearer, and the level is that of
    their voices. Alerts that messages report late would date who is there, and so would a pause, and the state and the
    alerts that follow from it: they are those of messages.
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
    """Findings of a self-check without those about people, without the level of the sound and the camera's rate."""
    return tuple(_without_measure(one) for one in findings if one.part not in FINDINGS_OF_PEOPLE)


def _without_measure(finding: Finding) -> Finding:
    if finding.part in HIDDEN_TEXTS and finding.level in ("ok", "warning"):
        return replace(finding, level="ok", text=HIDDEN_TEXTS[finding.part], cure="")
    return finding


def _pause_end_s(until_s: float | None, told: StateView) -> float | None:
    """End of a pause of this machine, once messages report it."""
    return None if until_s is None or LOCAL not in told.reasons else ceil(until_s / STEP_S) * STEP_S


def _without_work(stage: StageView) -> StageView:
    return StageView(stage.name, hangs=stage.hangs)
