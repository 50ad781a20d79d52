"""Names and places of simulated shops, as a chain might have them."""

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from central.errors import SourceError
from central.simulate.fleet import Fleet
from central.simulate.shop import HOUR_S, OPEN_S

_PLACES = (
    ("Berlin", "East", ("Alexanderplatz", "Tegel", "Zoo")),
    ("Hamburg", "North", ("Altona", "Jungfernstieg", "Wandsbek")),
    ("München", "South", ("Marienplatz", "Pasing", "Riem")),
    ("Köln", "West", ("Dom", "Ehrenfeld", "Weiden")),
    ("Leipzig", "East", ("Hauptbahnhof", "Paunsdorf")),
    ("Bremen", "North", ("Domshof", "Waterfront")),
    ("Nürnberg", "South", ("Königstor", "Langwasser")),
    ("Dortmund", "West", ("Hellweg", "Hörde")),
    ("Dresden", "East", ("Altmarkt", "Prohlis")),
    ("Kiel", "North", ("Holstenplatz",)),
    ("Stuttgart", "South", ("Königstraße", "Milaneo")),
    ("Essen", "West", ("Limbecker Platz",)),
)
_GROUPS = ("City", "Mall", "Station")


def simulated_shop(number: int, open_for_s: float) -> dict[str, str]:
    """Details of the shop with a number, counted from 0. Every city comes once before one comes again."""
    city, region, districts = _PLACES[number % len(_PLACES)]
    turn = number // len(_PLACES)
    district, again = districts[turn % len(districts)], turn // len(districts)
    closes_h = round((OPEN_S + open_for_s) / HOUR_S)
    return {
        "name": f"{city} {district}{f' {again + 1}' if again else ''}",
        "city": city,
        "region": region,
        "opening": f"Mo-Su {round(OPEN_S / HOUR_S):02}:00-{closes_h:02}:00",
        "group": _GROUPS[number * 7 % 10 % len(_GROUPS)],
    }


def simulated_shops(fleet: Fleet) -> dict[str, Mapping[str, str]]:
    """Details of the shops of a fleet, by `tenant/site`."""
    plan = fleet.plan
    return {
        f"{plan.tenant}/{site.site}": simulated_shop(number, plan.open_for_s)
        for number, site in enumerate(fleet.truth.sites)
    }


def write_shops(path: Path, fleet: Fleet) -> None:
    """Write the shops of a fleet as CSV, for `vitrina-central site import`. Raises SourceError."""
    shops, out = simulated_shops(fleet), StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("site", *next(iter(shops.values()))))
    writer.writerows((key, *details.values()) for key, details in shops.items())
    try:
        path.write_text(out.getvalue(), encoding="utf-8")
    except OSError as error:
        raise SourceError(f"simulate: {path} cannot be written ({error.strerror}). Nothing was sent.") from None
