"""Ads that take turns, and a recommendation that is followed: in how many worlds is more reported, and less lost?

Shops and ways are those of `make regret`, whose table says by how much.
"""

from collections.abc import Iterator

from tests.central.calibration.cells import LIMIT, Aim, Cell
from tests.central.regret.policies import OURS, POLICIES, TURNS
from tests.central.regret.studies import follow
from tests.central.regret.world import USUAL, Kind

WATCHED, FOLLOWED = 10, 50
"""Runs for each of which there is one world where all ads alike or turns play, and where a recommendation is followed:
a world is 56 days of 20 shops."""
UNIFORM, PAIRS, HALF = "uniform", "two a day in turns", 0.5
MOSTLY, NEARLY_ALL = (0.8, 1.0), (0.9, 1.0)
WHOLE_DAYS = Kind(has_parts=False)
SETTINGS: dict[str, tuple[int, Kind, Aim]] = {
    "60 watchers a part": (60, USUAL, MOSTLY),
    "15 watchers a part": (15, USUAL, LIMIT),
    "60 watchers a part, whole days": (60, WHOLE_DAYS, MOSTLY),
    "15 watchers a part, whole days": (15, WHOLE_DAYS, LIMIT),
    "60 watchers a part, whole days, quiet hours smile 3 points less": (60, Kind(False, 0.03), MOSTLY),
}


def turns(runs: int, seed: int) -> Iterator[Cell]:
    """Worlds in which half of the watchers are reported, and those in which less is lost than by all ads alike."""
    worlds = max(runs // WATCHED, 2)
    for name, aim in ((UNIFORM, None), (PAIRS, NEARLY_ALL)):
        found = follow(POLICIES[name], 15, worlds, seed)
        hits = int((found.told_shares >= HALF).sum())
        yield Cell("half of the watchers reported", f"15 watchers a part, {name}", hits, worlds, aim)
    worlds = max(runs // FOLLOWED, 2)
    for setting, (size, kind, aim) in SETTINGS.items():
        alike = follow(POLICIES[UNIFORM], size, worlds, seed, kind)
        for name in (OURS, TURNS):
            found = follow(POLICIES[name], size, worlds, seed, kind)
            hits = int((found.lost < alike.lost).sum())
            yield Cell("fewer smiles lost than by all ads alike", f"{setting}, {name}", hits, worlds, aim)
