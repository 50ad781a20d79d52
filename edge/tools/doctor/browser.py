"""Checks the managed policy that the screen's systemd unit gives to its browser."""

import json
from collections.abc import Iterator
from pathlib import Path

from edge.chromium import start_page_url
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, good_finding, untried_finding, warning_finding
from edge.tools.doctor.machine import UNIT_FOLDERS
from edge.tools.screen.browser import PROFILE
from edge.tools.screen.policy import FILE, FOLDER, browser_policy

PART = "browser"
UNIT = "vitrina-screen.service"
RUNTIME = Path("/run/vitrina-screen")
MANAGED = "/etc/chromium/policies/managed"
RESTART = "Restart the screen: systemctl restart vitrina-screen"


def browser_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the policy of the screen's browser. There are no findings if the unit is not installed."""
    settings = context.require_settings()
    unit = next((path for folder in UNIT_FOLDERS if (path := context.root / folder / UNIT).exists()), None)
    if unit is None or settings.player is None:
        return
    if MANAGED not in unit.read_text(encoding="utf-8"):
        cure = "Install this version of the unit (see vitrina docs screen)."
        yield warning_finding(
            PART, f"{UNIT} gives its browser no policy: with a keyboard, anybody can open other pages and files.", cure
        )
        return
    policy = RUNTIME / FOLDER / FILE
    try:
        found = (context.root / policy.relative_to("/")).read_text(encoding="utf-8")
    except OSError:
        yield untried_finding(PART, f"{UNIT} writes its policy when it starts, but {policy} does not exist")
        return
    if found == browser_policy(settings, start_page_url(RUNTIME / PROFILE)):
        yield good_finding(PART, f"managed policy {policy}, for the browser of {UNIT} only: it allows {_pages(found)}.")
    else:
        text = f"{UNIT} started with other settings or another version: its browser allows {_pages(found)}."
        yield warning_finding(PART, text, RESTART)


def _pages(policy: str) -> str:
    try:
        allowed = json.loads(policy)["URLAllowlist"]
        return " and ".join(page for page in allowed if page.startswith("http"))
    except (ValueError, KeyError, TypeError):
        return "no page (the policy cannot be read)"
