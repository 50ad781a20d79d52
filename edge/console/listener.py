"""Reach of a listener of the page: this machine alone, or the local network for a while."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from edge.console.values import ConsoleSnapshot, Finding, StageView
from edge.web.security import LOOPBACK

OF_SENSES = ("perception", "hearing", "biosignals")
OF_WEARERS = ("kit.", "consent.")
"""Begins of the codes of alerts that are about a wearer: off this machine they are told late, and without the kit."""
FINDINGS_OF_WEARERS = ("kits", "consent")
LEVEL_IS_HIDDEN = "it gives sound, whose level is told at the kiosk alone."


@dataclass(frozen=True, slots=True)
class Listener:
    """Addresses by which a listener is reached, and what it may show of people."""

    port: int
    hosts: tuple[str, ...]
    scheme: Literal["http", "https"]
    is_lan: bool = False
    shows_people: bool = True  # outlines, and pictures under a permit


def loopback(port: int) -> Listener:
    """A listener for this machine alone."""
    return Listener(port, LOOPBACK, "http")


def local_network(address: str, port: int, shows_people: bool) -> Listener:
    """A listener for the local network. `shows_people`: a person at the machine said so."""
    return Listener(port, (address,), "https", is_lan=True, shows_people=shows_people)


def narrowed(snapshot: ConsoleSnapshot) -> ConsoleSnapshot:
    """The snapshot without what tells more of people than whether any are in view.

    The work of a sense grows with the people in view, a kit's contact is one of its wearer, and the level is that of
    their voices. Alerts of kits and consents would date who is there, and so would the state that follows from them:
    it is that of messages.
    """
    told = snapshot.told or snapshot
    return replace(
        snapshot,
        state=told.state,
        reasons=told.reasons,
        since_s=told.since_s,
        told=None,
        alerts=tuple(alert for alert in snapshot.alerts if not alert.code.startswith(OF_WEARERS)),
        stages=tuple(_without_work(stage) if stage.name in OF_SENSES else stage for stage in snapshot.stages),
        level_db=None,
        kits=tuple(replace(kit, contact=None) for kit in snapshot.kits),
        kit_quality="",
    )


def narrowed_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of a self-check without those of kits and their wearers, and without the level of the sound."""
    return tuple(_without_level(one) for one in findings if one.part not in FINDINGS_OF_WEARERS)


def _without_level(finding: Finding) -> Finding:
    if finding.part == "microphone" and finding.level in ("ok", "warning"):
        return replace(finding, text=LEVEL_IS_HIDDEN)
    return finding


def _without_work(stage: StageView) -> StageView:
    return StageView(stage.name, hangs=stage.hangs)
