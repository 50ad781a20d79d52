"""Settings of a shop with kits, and consents given in it."""

from pathlib import Path

from edge.settings.settings import Settings
from edge.tools import consent
from edge.tools.consent import ConsentArguments

NOON_S = 1_795_608_000.0
DAY_S = 86_400.0


def settings(folder: Path, *kits: tuple[str, str]) -> Settings:
    """Settings with one kit for each (kind, wearer); no kit is plugged in."""
    return Settings.model_validate(
        {
            "outbox": {"path": str(folder / "state" / "outbox.db")},
            "kits": [
                {"port": f"{folder}/port-{n}", "kit": kit, "wearer": who, "consent": f"{folder}/consent/{who}.json"}
                for n, (kit, who) in enumerate(kits, 1)
            ],
        }
    )


def give_consent(settings: Settings, wearer: str, now_s: float = NOON_S, days: float = 30.0) -> Path:
    """Writes a consent as the command does; returns the path of its record."""
    assert consent.give(settings, ConsentArguments(wearer, "which adverts calm", "2026-11", days), now_s) == 0
    return next(kit.consent for kit in settings.kits if kit.wearer == wearer)
