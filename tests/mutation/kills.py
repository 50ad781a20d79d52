"""Record of killed mutants on disk, so that a run of hours can go on after a break, and so that only the survivors are
tried again after tests were added. A record holds as long as the mutated file stays as it is. Delete it after a test
was removed or changed.
"""

import hashlib
import json
from pathlib import Path

from tests.mutation.mutate import Mutant
from tests.mutation.targets import ROOT


class KillRecord:
    """Killed mutants, a line each. Without a file nothing is kept."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file is not None and file.exists() else []
        self._kills = {tuple(json.loads(line)) for line in lines}
        self._hashes = dict[str, str]()

    def has(self, mutant: Mutant) -> bool:
        return self._key(mutant) in self._kills

    def add(self, mutant: Mutant) -> None:
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(self._key(mutant)) + "\n")

    def _key(self, mutant: Mutant) -> tuple[str, str, str]:
        if mutant.path not in self._hashes:
            self._hashes[mutant.path] = hashlib.sha256((ROOT / mutant.path).read_bytes()).hexdigest()
        return mutant.path, self._hashes[mutant.path], mutant.change
