"""A study in a folder of a test, with a clock that the test moves."""

from datetime import date, datetime, timezone
from pathlib import Path

from edge.study.participants import ConsentTerms
from edge.study.sessions import SessionInfo, StudySession
from edge.study.study import Study, StudyAccess, create_study, open_study

START_S = 1_796_000_000.0
LAST_DAY = date(2026, 12, 31)
DEVICE_KEY = bytes(range(32))
EVERY_SCOPE = frozenset({"kits", "face", "voice", "answers"})


class Lab:
    """Study `study` and keys `keys` below a folder."""

    def __init__(self, place: Path, until: date = LAST_DAY) -> None:
        self.now_s = START_S
        self.folder, self.keys = place / "study", place / "keys"
        self.access = StudyAccess(
            self.keys, lambda: b"device key of 32 bytes, no more.", lambda: self.now_s, self.today
        )
        create_study(self.folder, "Adverts", until, self.access).close()

    def today(self) -> date:
        return datetime.fromtimestamp(self.now_s, timezone.utc).date()

    def open(self) -> Study:
        return open_study(self.folder, self.access)

    def terms(self, scopes: frozenset[str] = EVERY_SCOPE, text: str = "2026-11") -> ConsentTerms:
        return ConsentTerms(scopes, "which adverts calm", text, START_S - 60, START_S + 86_400)

    def files(self) -> dict[Path, bytes]:
        """Bytes of every file of the study, without the keys."""
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


def record(study: Study, name: str, value: float, text: str = "seen") -> StudySession:
    """A session that holds `value` in each of its series, and `text` as a mark."""
    session = study.stored.add_session(name, SessionInfo(START_S, START_S + 2, sources={"kit1": text}))
    rows: dict[str, list[tuple[float | str | None, ...]]] = {
        "kit1": [(START_S + step / 10, step / 10, value, 0.5, 70.0, None, 1.0) for step in range(20)],
        "beats1": [(START_S + 1, value, 1.0)],
        "face": [(START_S, *[0.125] * 8, 0.1, 0.2, value, 0.0, 1.0, value, 0.0, 0.0)],
        "sound": [(START_S + 1, 0.96, value, 0.0)],
        "events": [(START_S, "mark", text, value, 0.001, "key")],
        "clock": [(START_S, value, None)],
    }
    for series, lines in rows.items():
        writer = study.stored.open_series_writer(session, series)
        for line in lines:
            writer.add_row(*line)
        writer.close(START_S)
    study.stored.store_file_hashes(session)
    return session
