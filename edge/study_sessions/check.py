"""`vitrina study check`: checks everything that a study needs, and repairs what a crash left behind."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from edge.clock import machine_time_s
from edge.settings.settings import Settings
from edge.study.dictionary import STUDY, find_series
from edge.study.errors import StudyError, StudyStorageError
from edge.study.sessions import StudySession, compute_file_hashes
from edge.study.study import Study
from edge.study_sessions.access import open_study_with_settings


@dataclass(frozen=True, slots=True)
class StudyFinding:
    """One finding of the check. `is_fault`: somebody must fix it."""

    text: str
    is_fault: bool = False


def print_study_check(settings: Settings, folder: Path, as_json: bool) -> int:
    """Check a study, and print one line per finding. Returns 1 if there is a fault."""
    with open_study_with_settings(folder, settings) as study:
        findings = [*_study(study), *_participant_findings(study), *_sessions(study)]
    if as_json:
        print(json.dumps([{"text": finding.text, "fault": finding.is_fault} for finding in findings], indent=1))
    else:
        for finding in findings:
            print(f"{'wrong' if finding.is_fault else 'ok':6}{finding.text}")
    return int(any(finding.is_fault for finding in findings))


def _study(study: Study) -> list[StudyFinding]:
    wanted = study.definition
    days = (wanted.until - study.today()).days
    return [
        StudyFinding(f"study {wanted.name!r}: its last day is {wanted.until}, in {days} days"),
        StudyFinding(f"keys: {study.keys.folder}"),
        *_plan_findings(study),
    ]


def _plan_findings(study: Study) -> list[StudyFinding]:
    try:
        return [StudyFinding(f"plan: {one.title}, unchanged") for one in study.plans.stored_plans()]
    except StudyStorageError as error:
        return [StudyFinding(str(error), is_fault=True)]


def _participant_findings(study: Study) -> list[StudyFinding]:
    findings = []
    for name in study.participants.pseudonyms():
        if STUDY not in study.keys.scopes_with_key(name):
            text = f"{name}: the keys are not in {study.keys.folder}; restore the folder, or withdraw {name}"
            findings.append(StudyFinding(text, is_fault=True))
            continue
        scopes = study.participants.consented_scopes(name, machine_time_s())
        findings.append(StudyFinding(f"{name}: consents to {', '.join(sorted(scopes)) or 'nothing now'}"))
    return findings


def _sessions(study: Study) -> list[StudyFinding]:
    findings = []
    for name in study.participants.pseudonyms():
        if STUDY in study.keys.scopes_with_key(name):
            findings += [_session_finding(study, session) for session in study.readable_sessions(name)]
    return findings


def _session_finding(study: Study, session: StudySession) -> StudyFinding:
    title = f"{session.participant} session {session.number}"
    try:
        stored = study.stored.read_file_hashes(session)
        if not stored:
            return _repair_killed_session(study, session, title)
        if stored != compute_file_hashes(session.folder):
            return StudyFinding(
                f"{title}: files have changed or are missing since the end of the session; restore a copy",
                is_fault=True,
            )
        for series in session.series_names:
            session.read_series(series)
    except (StudyError, StudyStorageError) as error:
        return StudyFinding(f"{title}: {error}", is_fault=True)
    measured = ", ".join(sorted({one.pair for one in session.info.sync})) or "none (vitrina study sync)"
    cut = "cut short; " if session.is_cut else ""
    return StudyFinding(f"{title}: {cut}{len(stored)} files, unchanged; clock offsets measured: {measured}")


def _repair_killed_session(study: Study, session: StudySession, title: str) -> StudyFinding:
    """End a killed session at the time of its last value, and store its hashes. It stays marked as cut short."""
    times = [session.read_series(name)["time_s"] for name in session.series_names if find_series(name)]
    last_s = max((float(column[-1]) for column in times if len(column)), default=session.info.started_s)
    ended_s = last_s if session.info.ended_s is None else session.info.ended_s
    session = study.stored.replace_description(session, replace(session.info, ended_s=ended_s))
    study.stored.store_file_hashes(session)
    how = (
        "it was cut short and is stored up to its last value" if session.is_cut else "it ended and is stored completely"
    )
    return StudyFinding(f"{title}: {how}")
