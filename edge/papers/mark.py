"""Mark of the settings for which papers were written, and the record that shows whether they are out of date."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = "papers.json"
"""Name of the record in the folder of the papers."""
_LETTERS = 12


class PapersRecordError(Exception):
    """A record of papers cannot be read. The message states where, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersRecord:
    """Basis of the papers: the settings that matter, with their values, and the day."""

    mark: str
    written_on: str
    version: str
    settings: Mapping[str, str]
    papers: Sequence[str]

    def changed_settings(self, settings: Mapping[str, str]) -> list[str]:
        """Names of the settings that have other values now than in the papers, sorted."""
        names = self.settings.keys() | settings.keys()
        return sorted(name for name in names if self.settings.get(name) != settings.get(name))

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def settings_mark(settings: Mapping[str, str]) -> str:
    """Short hash of the settings that matter. Each paper has it in its footer."""
    text = json.dumps(dict(settings), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_LETTERS]


def read_record(path: Path) -> PapersRecord | None:
    """Record in a file; None if there is none. Raises PapersRecordError."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return PapersRecord(
            mark=str(stored["mark"]),
            written_on=str(stored["written_on"]),
            version=str(stored["version"]),
            settings={str(key): str(value) for key, value in stored["settings"].items()},
            papers=[str(name) for name in stored["papers"]],
        )
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PapersRecordError(f"papers: {path} cannot be read ({error.strerror}). Try again with sudo.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PapersRecordError(
            f"papers: {path} is not a record of papers. Write the papers again: vitrina papers --out DIR"
        ) from None
