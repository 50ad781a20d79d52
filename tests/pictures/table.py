"""Every picture of the documents that a program makes: its file, what makes it, and whether it has a dark form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Write = Callable[[Path, Sequence[str]], None]
"""Writes the pictures with these names into a folder."""


@dataclass(frozen=True, slots=True)
class Family:
    """Pictures that one function makes, because they share a server, a kiosk or a browser.

    `module`, `function`: where it is; it is imported when it is needed. `pair`: names of pictures that have a light and
    a dark file. `single`: those that look the same in both.
    """

    module: str
    function: str
    pair: tuple[str, ...] = ()
    single: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files in docs/pictures."""
        return tuple(
            file_name(name, dark)
            for name in (*self.pair, *self.single)
            for dark in ((False, True) if name in self.pair else (False,))
        )


def file_name(name: str, dark: bool = False) -> str:
    """File of a picture. A name without an ending is a WebP file."""
    stem, _, ending = name.partition(".")
    return f"{stem}{'-dark' if dark else ''}.{ending or 'webp'}"


FAMILIES = (
    Family("moving", "write_moving", single=("vitrina",)),
    Family("player", "write_player", single=("player",)),
    Family("paper", "write_paper", single=("door-sign", "badge")),
    Family("architecture", "write_architecture", pair=("architecture.svg",)),
    Family("report", "write_report", pair=("report",)),
    Family(
        "central",
        "write_central",
        pair=(
            "central-overview",
            "central-ads",
            "central-ad",
            "central-ad-phone",
            "central-compare",
            "central-experiment",
            "central-kiosks",
            "central-playlists",
            "central-alerts",
        ),
    ),
    Family("rollout", "write_rollout", pair=("central-rollout",)),
    Family("kiosk", "write_console", pair=("console", "setup-view")),
    Family("kiosk", "write_setup", pair=("setup-desk", "setup-phone")),
    Family("study", "write_study", pair=("study-session", "questionnaire"), single=("study-report",)),
    Family("demo", "write_demo", pair=("demo-report",), single=("demo.svg",)),
)
DRAWN_BY_HAND = ("placement.svg",)
"""Drawings without a program."""
