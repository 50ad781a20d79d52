"""Experiments, comparisons and trends of every kind, with believable numbers."""

from collections.abc import Mapping
from datetime import date, timedelta

from central.reports.experiment_values import Arm, Comparison, Difference, Experiment, SeenBoth
from central.reports.experiment_verdict import add_verdict
from central.reports.trend_values import Trend, Week
from tests.central.reports.examples import FIRST, GENERATED, LAST, report, rise


def difference(a: str = "a", b: str = "b", mean: float | None = 0.031, **fields: object) -> Difference:
    """Difference that a confidence sequence shows, unless `fields` say otherwise."""
    known = mean is not None
    values: dict[str, object] = {
        "of": (a, b),
        "mean": mean,
        **dict.fromkeys(("low", "high", "p", "adjusted_p")),
        "sequence_low": mean - 0.019 if mean is not None else None,
        "sequence_high": mean + 0.019 if mean is not None else None,
        "detectable": 0.017 if known else None,
        "sites": 12 if known else 2,
        "site_days": 168,
        "wanted_sites": None,
        "wanted_days": None,
        "winner": a if known else None,
        "reason": "the interval that may be looked at every day leaves out 0",
    }
    values |= fields
    return Difference.model_validate({"shown": values["winner"] is not None, **values})


def ended(found: Difference) -> Difference:
    """The same at the planned end, or of a comparison: with its interval over shops and p."""
    assert found.mean is not None
    p = 0.31 if found.winner is None else 0.0004
    return found.model_copy(
        update={"low": found.mean - 0.012, "high": found.mean + 0.012, "p": p, "adjusted_p": min(3 * p, 0.31)}
    )


def compared(a: str, b: str, *, shown: bool) -> Difference:
    """Difference of two creatives that were not assigned at random."""
    found = ended(difference(a, b) if shown else undecided(a, b))
    return found.model_copy(update={"winner": None, "sequence_low": None, "sequence_high": None})


def undecided(a: str = "a", b: str = "b") -> Difference:
    """Difference that may be chance."""
    return difference(
        a,
        b,
        0.006,
        winner=None,
        wanted_sites=44,
        wanted_days=21,
        reason="the interval that may be looked at every day holds 0",
    )


def experiment(**fields: object) -> Experiment:
    """Experiment of two arms with a winner."""
    arms = [
        Arm(
            arm=arm,
            creatives=[f"spring_{arm}"],
            mean=mean,
            low=mean - 0.02,
            high=mean + 0.02,
            sites=12,
            site_days=168,
            blocks=1340,
            plays=8040,
            people=2110,
            read_share=0.84,
        )
        for arm, mean in (("a", 0.181), ("b", 0.15))
    ]
    found = difference()
    values: dict[str, object] = {
        "tenant": "acme",
        "id": "e12",
        "measure": "smile",
        "from_": FIRST,
        "to": LAST,
        "planned_end": LAST + timedelta(days=7),
        "former_planned_end": None,
        "generated": GENERATED,
        "simulated": False,
        "research": False,
        "unit": "sites",
        "arms": arms,
        "difference": found,
        "differences": [found],
        "winner": "a",
        "reason": found.reason,
        "blocks": 1344,
        "incomplete_blocks": 4,
        "seen_both": SeenBoth(at_least=120, at_most=610, of=2110),
        "reported_share": 0.91,
        "notes": [],
    }
    made = Experiment.model_validate({**values, **fields})
    return add_verdict(made, end_decides=made.planned_end is not None and made.former_planned_end is None)


def experiments() -> Mapping[str, Experiment]:
    """One experiment of each kind."""
    open_ = undecided()
    at_end = ended(difference())
    untold = difference(mean=None, reason="fewer than 4 shops told both arms", winner=None)
    return {
        "winner": experiment(),
        "open": experiment(difference=open_, differences=[open_], winner=None, reason=open_.reason, reported_share=0.7),
        "few-shops": experiment(
            difference=untold, differences=[untold], winner=None, reason=untold.reason, simulated=True
        ),
        "at-end": experiment(planned_end=LAST, difference=at_end, differences=[at_end]),
        "panel": experiment(unit="participants", blocks=None, incomplete_blocks=None),
        "moved-end": experiment(former_planned_end=LAST, notes=["seeds of 2 blocks were not reproduced"]),
    }


def comparisons() -> Mapping[str, Comparison]:
    """One comparison of each kind."""
    panel = [
        report(name, unit="participants", sites=12, seed=seed) for seed, name in enumerate(("spring_a", "spring_b"))
    ]
    first, second = report("spring_a", level=0.185), report("spring_b", level=0.15, shape=rise(14, 19, 0.045), seed=21)
    third = report("spring_c", level=0.165, shape=rise(22, 25, 0.04), seed=22, simulated=True)
    shown, open_ = compared("spring_a", "spring_b", shown=True), compared("spring_a", "spring_b", shown=False)
    base = {"tenant": "acme", "measure": "smile", "notes": []}
    pairs = [shown, *(compared(name, "spring_c", shown=False) for name in ("spring_a", "spring_b"))]
    return {
        "shown": Comparison.model_validate({**base, "reports": [first, second], "differences": [shown]}),
        "no-difference": Comparison.model_validate({**base, "reports": [first, second], "differences": [open_]}),
        "panel": Comparison.model_validate({**base, "reports": panel, "differences": [shown]}),
        "three": Comparison.model_validate({**base, "reports": [first, second, third], "differences": pairs}),
    }


def trends() -> Mapping[str, Trend]:
    """One trend of each kind."""
    weeks = [_week(index) for index in range(12)]
    base = {
        "tenant": "acme",
        "tag": "acme-spring",
        "creatives": ["spring_a", "spring_b"],
        "measure": "smile",
        "generated": GENERATED,
        "research": False,
        "unit": "sites",
        "notes": ["a break in the line is a change of the network"],
    }
    return {
        "twelve-weeks": Trend.model_validate({**base, "simulated": False, "weeks": weeks}),
        "panel": Trend.model_validate({**base, "unit": "participants", "simulated": False, "weeks": weeks}),
        "empty": Trend.model_validate({**base, "simulated": True, "tag": None, "weeks": []}),
    }


def _week(index: int) -> Week:
    week, mean = date(2026, 8, 31) + timedelta(weeks=index), 0.15 + 0.004 * (index % 5)
    if index == 4:
        return Week(
            week=week,
            mean=None,
            low=None,
            high=None,
            reason="fewer than 10 people at a time",
            model=None,
            sites=0,
            reactions=0,
            people=0,
            reported_share=0.1,
        )
    model = "smile-mesh@sha256:ab12" if index < 8 else "smile-mesh@sha256:0f9e"
    return Week(
        week=week,
        mean=mean,
        low=mean - 0.02,
        high=mean + 0.02,
        model=model,
        sites=12,
        reactions=220,
        people=1900,
        reported_share=0.9 if index != 6 else 0.6,
        chain=int(index >= 8),
        is_whole=index < 11,
    )
