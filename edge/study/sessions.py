"""Sessions of a study: stores their descriptions in the database, and reads their series."""

import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from edge.study.analysis.coverage import Coverage
from edge.study.cipher import decrypt_value, encrypt_value
from edge.study.clocks import ClockMapping, clock_mappings
from edge.study.coverage import sample_coverage, usual_step_s
from edge.study.database import StudyDatabase
from edge.study.dictionary import EVENTS, STUDY, TIME, Column, Series, find_series, is_series, is_stream
from edge.study.errors import StudyError, StudyStorageError
from edge.study.keys import StudyKeys
from edge.study.record_file import FileContent
from edge.study.series import SUFFIX, Columns, SeriesWriter, has_rows, parse, read_series_file, series_path
from edge.study.streams import StreamChannel, StreamFormat

FOLDER = "sessions"
_PURPOSE = "session"


@dataclass(frozen=True, slots=True)
class SyncResult:
    """One measured clock offset between two devices."""

    pair: str  # such as "screen-camera"
    offset_s: float
    spread_s: float
    measured_s: float  # when, in seconds since 1970
    method: str


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """Description of a session. `sources`: for each series, the device or program that it comes from, as text.

    `contact`: for each series, the share of the contact check with a good contact, 0 to 1. `rates_hz`: nominal rate of
    each kit and stream that has one. `streams`: format of each recorded stream, by scope.
    """

    started_s: float
    ended_s: float | None = None  # None: the session records, or was killed and not repaired
    zone: tuple[float, float, float, float] | None = None  # of the face: left, top, right, bottom, 0 to 1
    sources: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, float] = field(default_factory=dict)
    sync: tuple[SyncResult, ...] = ()
    version: str = ""  # of Vitrina
    rates_hz: Mapping[str, float] = field(default_factory=dict)
    streams: Mapping[str, StreamFormat] = field(default_factory=dict)

    def stream_format(self, name: str) -> StreamFormat | None:
        """Format of the stream that this series contains; None for every other series."""
        return self.streams.get(find_series(name).scope) if is_stream(name) else None

    def is_text_stream(self, name: str) -> bool:
        """True for the series of a stream of texts. They come when something happens, not at a rate."""
        stream = self.stream_format(name)
        return stream is not None and stream.is_text


@dataclass(frozen=True, slots=True)
class StoredFile:
    """File of a series, as it was stored at the end of the session."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class StudySession:
    """One session, for reading. Every method raises StudyError if the key was deleted, and StudyStorageError."""

    id: str
    participant: str
    number: int  # of the participant's sessions, from 1
    info: SessionInfo
    folder: Path
    keys: StudyKeys

    @property
    def series_names(self) -> tuple[str, ...]:
        """Names of the series that have a row, such as `kit1`, `beats1`, `face`, `sound`, `read_events`, `clock`.

        A series that cannot be read is included, so that reading it raises the error.
        """
        files = sorted(path.name.removesuffix(SUFFIX) for path in self.folder.glob(f"*{SUFFIX}"))
        return tuple(name for name in files if is_series(name) and self._has_rows(name))

    def describe_series(self, name: str) -> Series:
        """Definition of a series, with one column per channel of a stream. Raises KeyError for an unknown name."""
        return find_series(name, _channels(self.info, name))

    def read_series(self, name: str) -> Columns:
        """Columns of a series, as defined in the data dictionary. The samples of a stream are sorted by time."""
        columns = parse(self.describe_series(name), self._content(name).data)
        return _sorted_by_time(columns) if is_stream(name) else columns

    def read_events(self) -> Columns:
        """The markers of the session, sorted by time."""
        return _sorted_by_time(self.read_series("events"))

    @property
    def is_cut(self) -> bool:
        """True if the recorder did not end the session, or if its markers cannot be read.

        The recorder closes the file of markers last. No repair adds the end mark to that file.
        """
        try:
            return EVENTS.name not in self.series_names or not self.is_series_complete(EVENTS.name)
        except StudyStorageError:
            return True

    def is_series_complete(self, name: str) -> bool:
        """True if the series file was closed; False if the session was killed or is still recording."""
        return self._content(name).is_complete

    def series_coverage(self, name: str, column: str | None = None) -> Coverage:
        """Known share of the session for a series, and its gaps. `column`: check only this column; None: any column."""
        columns = self.read_series(name)
        times_s = _numbers(columns, TIME.name)
        known = _known(name, columns) if column is None else np.isfinite(_numbers(columns, column))
        end_s = self.info.ended_s
        if end_s is None:
            end_s = float(times_s[-1]) if len(times_s) else self.info.started_s
        return sample_coverage(times_s, known, self.info.started_s, end_s, usual_step_s(times_s))

    def clock_mappings(self, name: str) -> tuple[ClockMapping, ...]:
        """Mappings from a kit's clock to the session's clock; empty if the series has no kit clock."""
        columns = self.read_series(name)
        if "device_s" not in columns:
            return ()
        return clock_mappings(_numbers(columns, TIME.name), _numbers(columns, "device_s"))

    def _has_rows(self, name: str) -> bool:
        try:
            return has_rows(self.folder, name, self._key(name), self.id)
        except (StudyError, StudyStorageError):
            return True

    def _key(self, name: str) -> bytes:
        return self.keys.read_key(self.participant, find_series(name).scope)

    def _content(self, name: str) -> FileContent:
        if not series_path(self.folder, name).exists():
            raise StudyError(
                f"study: session {self.id} has no series {name}. Choose one of: {', '.join(self.series_names)}."
            )
        return read_series_file(self.folder, name, self._key(name), self.id)


class Sessions:
    """All sessions of one study."""

    def __init__(self, folder: Path, database: StudyDatabase, keys: StudyKeys) -> None:
        self.folder, self._database, self._keys = folder / FOLDER, database, keys

    def readable_sessions(self, participant: str | None = None) -> tuple[StudySession, ...]:
        """Readable sessions sorted by start time; with `participant`, only the sessions of this participant.

        Raises StudyError.
        """
        rows = self._database.fetch_rows(
            "SELECT id, participant, sessions.number, info FROM sessions JOIN participants ON participant = name"
            " WHERE is_withdrawing = 0 AND (?1 IS NULL OR participant = ?1)",
            participant,
        )
        sessions = [self._session(*row) for row in rows]
        return tuple(sorted(sessions, key=lambda session: (session.info.started_s, session.id)))

    def count(self, participant: str) -> int:
        """Number of sessions of a participant, whether readable or not."""
        ((count,),) = self._database.fetch_rows("SELECT count(*) FROM sessions WHERE participant = ?", participant)
        return int(str(count))

    def add_session(self, participant: str, info: SessionInfo) -> StudySession:
        """Add a session, and create its folder. Raises StudyError or StudyStorageError."""
        name = secrets.token_hex(6)
        sealed = self._sealed(participant, info)
        (self.folder / name).mkdir(mode=0o700, parents=True)

        def work(db: sqlite3.Connection) -> int:
            query = "SELECT coalesce(max(number), 0) + 1 FROM sessions WHERE participant = ?"
            ((number,),) = db.execute(query, (participant,)).fetchall()
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (name, participant, number, sealed))
            return int(number)

        number = self._database.run_transaction(work)
        return StudySession(name, participant, number, info, self.folder / name, self._keys)

    def open_series_writer(self, session: StudySession, name: str) -> SeriesWriter:
        """Create the file of a series, and return its writer. Raises StudyError or StudyStorageError."""
        key = self._keys.read_key(session.participant, find_series(name).scope)
        info = session.info
        channels = _channels(info, name)
        return SeriesWriter(session.folder, name, key, session.id, info.started_s, info.rates_hz.get(name), channels)

    def replace_description(self, session: StudySession, info: SessionInfo) -> StudySession:
        """Replace the description of a session. Raises StudyError or StudyStorageError."""
        sealed = self._sealed(session.participant, info)
        self._database.run_transaction(
            lambda db: db.execute("UPDATE sessions SET info = ? WHERE id = ?", (sealed, session.id))
        )
        return replace(session, info=info)

    def add_sync_result(self, session: StudySession, result: SyncResult) -> StudySession:
        """Store a measured clock offset of a session. Raises StudyError or StudyStorageError."""
        return self.replace_description(session, replace(session.info, sync=(*session.info.sync, result)))

    def store_file_hashes(self, session: StudySession) -> tuple[StoredFile, ...]:
        """Store and return the size and SHA-256 of each file of a session. Raises StudyStorageError."""
        files = compute_file_hashes(session.folder)

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM files WHERE session = ?", (session.id,))
            db.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?)", [(session.id, f.name, f.sha256, f.bytes) for f in files]
            )

        self._database.run_transaction(work)
        return files

    def read_file_hashes(self, session: StudySession) -> tuple[StoredFile, ...]:
        """Files of a session with the hashes that `store_file_hashes` stored."""
        rows = self._database.fetch_rows(
            "SELECT name, sha256, bytes FROM files WHERE session = ? ORDER BY name", session.id
        )
        return tuple(StoredFile(str(name), str(sha), int(str(size))) for name, sha, size in rows)

    def _session(self, *row: Any) -> StudySession:
        name, participant, number, sealed = row
        info = _info(json.loads(decrypt_value(self._keys.read_key(str(participant), STUDY), _PURPOSE, sealed)))
        return StudySession(str(name), str(participant), int(str(number)), info, self.folder / str(name), self._keys)

    def _sealed(self, participant: str, info: SessionInfo) -> bytes:
        return encrypt_value(self._keys.read_key(participant, STUDY), _PURPOSE, json.dumps(asdict(info)).encode())


def compute_file_hashes(folder: Path) -> tuple[StoredFile, ...]:
    """Size and SHA-256 of each file in a session's folder, in order of name."""
    files = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        data = path.read_bytes()
        files.append(StoredFile(path.name, sha256(data).hexdigest(), len(data)))
    return tuple(files)


def _info(values: dict[str, Any]) -> SessionInfo:
    zone = values["zone"]
    sync = tuple(SyncResult(**result) for result in values["sync"])
    streams = {scope: _stream_format(stream) for scope, stream in values.get("streams", {}).items()}
    zone = None if zone is None else tuple(zone)
    return SessionInfo(**{**values, "zone": zone, "sync": sync, "streams": streams})


def _stream_format(values: dict[str, Any]) -> StreamFormat:
    return StreamFormat(**{**values, "channels": tuple(StreamChannel(**one) for one in values["channels"])})


def _channels(info: SessionInfo, name: str) -> tuple[Column, ...]:
    """Columns of a stream's channels; empty for every other series."""
    stream = info.stream_format(name)
    return () if stream is None else stream.columns


def _sorted_by_time(columns: Columns) -> Columns:
    order = np.argsort(columns[TIME.name], kind="stable")
    return {name: values[order] for name, values in columns.items()}


def _numbers(columns: Columns, name: str) -> Any:
    return columns[name]


def _known(name: str, columns: Columns) -> Any:
    """True for each row with a value. A row of the series `face` without face data has no value."""
    if name == "face":
        return _numbers(columns, "no_data") == 0
    values: Sequence[Any] = [column for key, column in columns.items() if key not in (TIME.name, "device_s")]
    return np.any([column != "" if column.dtype.kind == "U" else np.isfinite(column) for column in values], axis=0)
