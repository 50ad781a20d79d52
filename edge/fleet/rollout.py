"""Rollout of a program over the kiosks of a tenant: the signed plan, the ring that central has released, and which
kiosks belong to it.

The operator signs `plan.json`, central signs `go.json`. Only the standard library is imported: the updater of a kiosk
has nothing else.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, NoReturn

from edge.fleet.versions import VersionError, version_key

PLAN, GO = "plan.json", "go.json"
MOST_BYTES = 262_144
MOST_RINGS = 16
MOST_HOLD_H = 2_160.0
MOST_COUNTER = 2**53 - 1
SHARE_STEPS = 2**32
_KIOSK = re.compile(r"[a-z0-9_-]{1,64}/[a-z0-9_-]{1,64}")
_RING = re.compile(r"[a-z0-9_-]{1,32}")


class PlanError(ValueError):
    """A plan or a release of a ring that cannot be used. Its text names the file, the key, the problem and the fix."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Some kiosks of a plan: those named in `kiosks` as `site/device`, or the `share` of all kiosks."""

    name: str
    kiosks: frozenset[str] = frozenset()
    share: float | None = None


@dataclass(frozen=True, slots=True)
class StopRule:
    """Shares of kiosks above which a rollout stops: kiosks that returned to their former program, and kiosks that fell
    silent.
    """

    returned_share: float
    silent_share: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan that an operator has signed. `hold_h`: hours between two rings. `when`: kiosks switch in closed hours, or at
    once. `central`: version that the central server needs before it releases a ring.
    """

    counter: int
    software: str
    rings: tuple[Ring, ...]
    hold_h: float
    stop: StopRule
    when: Literal["closed", "now"] = "closed"
    central: str | None = None

    @property
    def ring_names(self) -> list[str]:
        """Names of the rings, in order."""
        return [ring.name for ring in self.rings]


@dataclass(frozen=True, slots=True)
class Go:
    """Ring of a plan that central has released, with all rings before it; or the order to stop."""

    plan: int
    ring: str | None = None
    is_stopped: bool = False


def parse_plan(text: str | bytes) -> Plan:
    """Parse `plan.json`. Raises PlanError."""
    fields = _Fields(PLAN, "", _parse_object(PLAN, text))
    fields.require_only("counter", "software", "rings", "hold_h", "stop", "when", "central")
    stop = _Fields(PLAN, "stop.", fields.take_object("stop"))
    stop.require_only("returned_share", "silent_share")
    when = fields.take("when", "closed")
    if when not in ("closed", "now"):
        fields.refuse("when", f"{_shown(when)} is not a time", 'Write "closed" or "now"')
    return Plan(
        counter=fields.take_counter("counter"),
        software=fields.take_version("software"),
        rings=_parse_rings(fields),
        hold_h=fields.take_number("hold_h", 0.0, MOST_HOLD_H),
        stop=StopRule(stop.take_number("returned_share", 0.0, 1.0), stop.take_number("silent_share", 0.0, 1.0)),
        when=when,
        central=fields.take_version("central") if "central" in fields.values else None,
    )


def parse_go(text: str | bytes) -> Go:
    """Parse `go.json`. Raises PlanError."""
    fields = _Fields(GO, "", _parse_object(GO, text))
    fields.require_only("plan", "ring", "stop")
    counter, ring, is_stopped = fields.take_counter("plan"), fields.take("ring", None), fields.take("stop", False)
    if not isinstance(is_stopped, bool):
        fields.refuse("stop", f"{_shown(is_stopped)} is neither true nor false", "Write true, or leave the key out")
    if (ring is None) != is_stopped:
        fields.refuse("ring", "a release needs either a ring or a stop", 'Write "ring" or "stop": true')
    if ring is not None:
        fields.require_match("ring", ring, _RING, "a ring", 'Write the name of a ring, such as "early"')
    return Go(counter, ring, is_stopped)


def plan_text(plan: Plan) -> str:
    """JSON of a plan, which `parse_plan` reads."""
    rings = [
        {"name": ring.name, "kiosks": sorted(ring.kiosks)}
        if ring.share is None
        else {"name": ring.name, "share": ring.share}
        for ring in plan.rings
    ]
    stop = {"returned_share": plan.stop.returned_share, "silent_share": plan.stop.silent_share}
    fields = {"counter": plan.counter, "software": plan.software, "rings": rings, "hold_h": plan.hold_h, "stop": stop}
    needs = {} if plan.central is None else {"central": plan.central}
    return json.dumps({**fields, "when": plan.when, **needs}, indent=1)


def go_text(go: Go) -> str:
    """JSON of a release, which `parse_go` reads."""
    return json.dumps({"plan": go.plan, "stop": True} if go.is_stopped else {"plan": go.plan, "ring": go.ring})


def is_older_plan(plan: Plan, newest_counter: int) -> bool:
    """True for a plan older than one that was already used. Counters only rise, so such a plan is never used again."""
    return plan.counter < newest_counter


def position_of(plan: Plan, kiosk: str) -> int | None:
    """Number of the first ring that contains a kiosk, given as `tenant/site/device`. None if no ring does."""
    _, _, name = kiosk.partition("/")
    place = share_position(plan.counter, kiosk)
    for number, ring in enumerate(plan.rings):
        if name in ring.kiosks or (ring.share is not None and place < ring.share):
            return number
    return None


def share_position(counter: int, kiosk: str) -> float:
    """Position of a kiosk among all kiosks, from 0 to below 1. It differs between plans, so that no kiosk is always
    among the first.
    """
    first = sha256(f"{counter} {kiosk}".encode()).digest()[:4]
    return int.from_bytes(first, "big") / SHARE_STEPS


def wanted_software(plan: Plan | None, go: Go | None, kiosk: str) -> str | None:
    """Version that a kiosk (`tenant/site/device`) should fetch; None if it should stay as it is."""
    if plan is None or go is None or go.plan != plan.counter or go.is_stopped or go.ring not in plan.ring_names:
        return None
    position = position_of(plan, kiosk)
    return plan.software if position is not None and position <= plan.ring_names.index(go.ring) else None


def _parse_rings(fields: "_Fields") -> tuple[Ring, ...]:
    listed = fields.take("rings", None)
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_RINGS:
        fields.refuse("rings", "no list of rings", f"Write a list of 1 to {MOST_RINGS} rings")
    rings: list[Ring] = []
    for number, each in enumerate(listed):
        ring = _parse_ring(number, each)
        place = f"rings[{number}]"
        if ring.name in [other.name for other in rings]:
            fields.refuse(f"{place}.name", f"the plan has two rings named {ring.name!r}", "Rename one of them")
        largest = max((other.share for other in rings if other.share is not None), default=0.0)
        if ring.share is not None and ring.share <= largest:
            problem = f"{ring.share:g} is not above {largest:g}, the share of a ring before it"
            fields.refuse(f"{place}.share", problem, "Write a larger share: rings include those before them")
        rings.append(ring)
    return tuple(rings)


def _parse_ring(number: int, given: object) -> Ring:
    where = f"rings[{number}]"
    if not isinstance(given, dict):
        _refuse(PLAN, where, f"{_shown(given)} is not a ring", 'Write {"name": "early", "share": 0.05}')
    fields = _Fields(PLAN, f"{where}.", given)
    fields.require_only("name", "kiosks", "share")
    name = fields.take("name", None)
    fields.require_match("name", name, _RING, "a name of a ring", 'Use a-z, 0-9, "_" and "-", such as "canary"')
    if ("kiosks" in given) == ("share" in given):
        _refuse(PLAN, where, "a ring needs either kiosks or a share", 'Write one of "kiosks" and "share"')
    if "share" not in given:
        return Ring(name, kiosks=_parse_kiosks(fields))
    share = fields.take_number("share", 0.0, 1.0)
    if share == 0.0:
        fields.refuse("share", "a ring with the share 0 has no kiosks", "Write a number above 0 and at most 1")
    return Ring(name, share=share)


def _parse_kiosks(fields: "_Fields") -> frozenset[str]:
    listed = fields.take("kiosks", None)
    if not isinstance(listed, list) or not listed:
        fields.refuse("kiosks", "no list of kiosks", 'Write a list such as ["berlin-7/door"]')
    for kiosk in listed:
        fields.require_match("kiosks", kiosk, _KIOSK, "a kiosk", "Write site/device, such as berlin-7/door")
    return frozenset(listed)


@dataclass(frozen=True, slots=True)
class _Fields:
    """Values of a JSON object. `place`: path of the object in the file, with a dot at its end unless empty."""

    file: str
    place: str
    values: Mapping[str, Any]

    def refuse(self, key: str, problem: str, cure: str) -> NoReturn:
        _refuse(self.file, f"{self.place}{key}", problem, cure)

    def require_only(self, *known: str) -> None:
        for key in self.values:
            if key not in known:
                self.refuse(key[:80], "this version has no such key", f"Use only {', '.join(known)}")

    def take(self, key: str, default: Any) -> Any:
        return self.values.get(key, default)

    def take_object(self, key: str) -> Mapping[str, Any]:
        value = self.values.get(key)
        if not isinstance(value, dict):
            self.refuse(key, "the value is missing or no object", "Write an object in braces")
        return value

    def take_counter(self, key: str) -> int:
        value = self.values.get(key)
        if type(value) is not int or not 1 <= value <= MOST_COUNTER:
            self.refuse(key, f"{_shown(value)} is not a counter", "Write a whole number from 1")
        return value

    def take_version(self, key: str) -> str:
        value = self.values.get(key)
        try:
            version_key(value if isinstance(value, str) else "")
        except VersionError:
            self.refuse(key, f"{_shown(value)} is not a version", 'Write a version such as "0.2.0"')
        return str(value)

    def take_number(self, key: str, least: float, most: float) -> float:
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
            self.refuse(key, f"{_shown(value)} is not in range", f"Write a number from {least:g} to {most:g}")
        return float(value)

    def require_match(self, key: str, value: object, pattern: re.Pattern[str], kind: str, cure: str) -> None:
        if not isinstance(value, str) or pattern.fullmatch(value) is None:
            self.refuse(key, f"{_shown(value)} is not {kind}", cure)


def _parse_object(file: str, text: str | bytes) -> Mapping[str, Any]:
    if len(text) > MOST_BYTES:
        _refuse(file, "", f"the file is longer than {MOST_BYTES:,} bytes", "Name fewer kiosks, or use a share")
    try:
        found = json.loads(text, object_pairs_hook=_unique_pairs, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        _refuse(file, "", f"the file is not JSON ({str(error)[:120]})", "Correct it, and sign it again")
    if not isinstance(found, dict):
        _refuse(file, "", "the file is no JSON object", "Write an object in braces, and sign it again")
    return found


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is twice in an object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)[:80]


def _refuse(file: str, place: str, problem: str, cure: str) -> NoReturn:
    raise PlanError(f"{': '.join(filter(None, (file, place, problem)))}. {cure}.")
