"""A fleet of simulated kiosks: one stream of messages, sorted by time, and the counts of these messages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from operator import attrgetter

from central.simulate import faults as fault
from central.simulate.kiosk import Kiosk
from central.simulate.kiosk_day import KioskPlan, Swaps
from central.simulate.outgoing import Outgoing
from central.simulate.program import OWN, Program
from central.simulate.shop import OPEN_FOR_S
from central.simulate.tally import Tally
from central.simulate.truth import draw_truth
from edge.messages.payloads import Use
from edge.messages.wire import Header

KIOSKS_A_SITE = 2


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """Size, faults and seed of a fleet, and the ads that the fleet shows. `swaps`: number of the ad that plays instead
    of another one, by site and day since 1970.
    """

    tenant: str
    kiosks: int
    sites: int
    faults: frozenset[str] = frozenset()
    seed: int = 1
    open_for_s: float = OPEN_FOR_S
    program: Program = OWN
    use: Use = "shop"
    detects_smiles: bool = True
    swaps: Mapping[str, Swaps] = field(default_factory=dict)


@dataclass(slots=True)
class DeviceCount:
    """Message counts of one kiosk: how many messages it made, and how many of them were never sent."""

    made: int = 0
    lost: int = 0


class Fleet:
    """Kiosks, distributed over the sites. `counts` and `tally` cover all messages returned so far."""

    def __init__(self, plan: FleetPlan) -> None:
        self.plan = plan
        self.truth = draw_truth(plan.seed, plan.sites, plan.program)
        self.tally = Tally()
        self.kiosks = [Kiosk(self._kiosk_plan(number), self.tally) for number in range(plan.kiosks)]
        self.counts = {kiosk.plan.device: DeviceCount() for kiosk in self.kiosks}

    def make_sendings(self, midnights_s: Sequence[float]) -> Iterator[Outgoing]:
        """All messages of the given days, including lost messages. Midnights are in UTC."""
        for item in merge(*(kiosk.make_sendings(midnights_s) for kiosk in self.kiosks), key=attrgetter("at_s")):
            self._count(item)
            yield item

    def _kiosk_plan(self, number: int) -> KioskPlan:
        plan = self.plan
        site = self.truth.sites[number % plan.sites]
        header = Header(plan.tenant, site.site, f"kiosk-{number // plan.sites + 1}")
        return KioskPlan(
            header,
            site,
            self.truth,
            plan.faults,
            plan.seed,
            version=fault.reaction_version(number, plan.faults),
            playlist=plan.program.version,
            open_for_s=plan.open_for_s,
            use=plan.use,
            detects_smiles=plan.detects_smiles,
            swaps=plan.swaps.get(site.site, {}),
        )

    def _count(self, item: Outgoing) -> None:
        if item.seq is not None:
            count = self.counts[item.device]
            count.made = max(count.made, item.seq)
            count.lost += item.is_lost
