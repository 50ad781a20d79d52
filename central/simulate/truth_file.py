"""File with the planted values and the counts of sent messages: JSON, `vitrina.truth/2`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from central.errors import SourceError
from central.simulate.fleet import Fleet
from central.simulate.planting import NOISE_SCALE
from central.simulate.truth import Truth


def fleet_truth(fleet: Fleet, days: list[str]) -> dict[str, Any]:
    """Values planted in the fleet, and the messages that its kiosks have made so far."""
    truth, plan = fleet.truth, fleet.plan
    adverts = [advert.creative for advert in truth.adverts]
    return {
        "schema": "vitrina.truth/2",
        "tenant": plan.tenant,
        "seed": plan.seed,
        "use": plan.use,
        "faults": sorted(plan.faults),
        "days": days,
        "hours_open": plan.open_for_s / 3600,
        "noise": NOISE_SCALE,
        "adverts": [asdict(advert) for advert in truth.adverts],
        "playlist": plan.program.version,
        "experiment": _experiment(truth),
        "sites": [
            {
                "site": f"{plan.tenant}/{site.site}",
                "size": site.size,
                "parts": [f"{round(at_s / 3600):02}:00" for at_s in site.parts_s],
                "effects": dict(zip(adverts, site.effects, strict=True)),
                "attention_s": site.attention_s,
            }
            for site in truth.sites
        ],
        "hours": list(truth.hours),
        "told": fleet.tally.truth_rows(),
        "comments": fleet.tally.comment_rows(),
        "devices": [
            {"device": device, "count": count.made, "last_seq": count.made, "lost": count.lost}
            for device, count in fleet.counts.items()
        ],
    }


def _experiment(truth: Truth) -> dict[str, Any] | None:
    """Name and arms of the experiment; None if the playlist has none."""
    arms = {arm: advert.creative for advert, arm in zip(truth.adverts, truth.arms, strict=True) if arm is not None}
    names = {arm.id for arm in arms}
    return {"id": names.pop(), "arms": {arm.arm: name for arm, name in arms.items()}} if names else None


def write_truth(path: Path, fleet: Fleet, days: list[str]) -> None:
    """Write the file of planted values. Raises SourceError."""
    try:
        path.write_text(json.dumps(fleet_truth(fleet, days), indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise SourceError(f"simulate: {path} cannot be written ({error.strerror}).") from None
