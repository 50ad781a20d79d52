"""The study of the session leader's page, while no session is running."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from edge.study.definition import StudyDefinition
from edge.study_sessions.values import Overview


@dataclass(frozen=True)
class StudyPlace:
    """The study of the page. `overview` opens it, and raises StudyError and StudyStorageError."""

    folder: Path
    definition: StudyDefinition
    today: Callable[[], date]
    overview: Callable[[], Overview]

    @property
    def days_left(self) -> int:
        """Days until the last day."""
        return (self.definition.until - self.today()).days

    @property
    def free_bytes(self) -> int:
        """Free bytes of the disk."""
        return shutil.disk_usage(self.folder).free
