"""Access of the session leader's page to its study while no session is running."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from edge.study.definition import StudyDefinition
from edge.study_sessions.values import Overview


@dataclass(frozen=True)
class StudyPlace:
    """Study that the page shows. `overview` opens the study, and raises StudyError and StudyStorageError."""

    folder: Path
    definition: StudyDefinition
    today: Callable[[], date]
    overview: Callable[[], Overview]

    @property
    def days_left(self) -> int:
        """Number of days until the study's last day."""
        return (self.definition.until - self.today()).days

    @property
    def free_bytes(self) -> int:
        """Number of free bytes on the study's disk."""
        return shutil.disk_usage(self.folder).free
