"""`vitrina study new` and `vitrina study participant`: change the study, and print what was done."""

import json
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from edge.clock import machine_time_s
from edge.consent.record import sort_scopes
from edge.messages.wire import time_text
from edge.settings.settings import Settings
from edge.study.attributes import (
    Attribute,
    AttributeValue,
    find_attribute,
    parse_attribute_value,
    read_attributes,
)
from edge.study.counts import count_with_noun
from edge.study.errors import StudyError, StudyKeyMissingError, StudyStorageError
from edge.study.participants import ConsentTerms
from edge.study.streams import parse_streams
from edge.study.study import Study, create_study
from edge.study_sessions.access import make_study_access, open_study_with_settings
from edge.study_sessions.confirmation import ask_to_confirm_loss

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """Consent options of a command. None: keep the value of the last consent.

    `is_sure`: delete the recordings of ended scopes without asking.
    """

    scopes: frozenset[str] | None
    purpose: str | None = None
    text: str | None = None
    days: float | None = None
    is_sure: bool = False


def parse_scopes(text: str) -> frozenset[str]:
    """Parse scopes from a comma-separated list."""
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def _require_scopes_of_study(study: Study, scopes: frozenset[str] | None) -> None:
    """Raise StudyError for a scope that the study does not have, or if there is none."""
    known = study.definition.scopes
    if scopes is None:
        return
    if unknown := sorted(scopes - set(known)):
        raise StudyError(f"study: unknown scope {unknown[0]!r}. Choose one of: {', '.join(known)}.")
    if not scopes:
        raise StudyError(f"study: a consent needs at least one scope. Choose from: {', '.join(known)}.")


def make_study(settings: Settings, folder: Path, name: str, until: date, streams: Sequence[str] = ()) -> int:
    """Create a study, and print what was created. `streams`: scope and name of each stream, such as `eye=Tobii`."""
    access = make_study_access(settings)
    with create_study(folder, name, until, access, parse_streams(streams)) as study:
        print(f"study: {folder} is created. Its last day is {until}; after that, everything in it is deleted.")
        print(f"study: the keys are in {study.keys.folder}. Never back up both folders together.")
        for scope, stream in sorted(study.definition.streams.items()):
            print(f"study: the scope {scope} is the consent to record the stream {stream}.")
    return 0


def add_participant(settings: Settings, folder: Path, name: str | None, given: GivenConsent) -> int:
    """Add a participant, or replace a participant's consent. Scopes that end are deleted with their keys.

    Returns 1 if the user does not confirm the deletion.
    """
    with open_study_with_settings(folder, settings) as study:
        _require_scopes_of_study(study, given.scopes)
        name = name or study.participants.next_pseudonym()
        if name in study.participants.pseudonyms():
            return _replace_consent(study, name, given)
        if not (given.scopes and given.purpose and given.text):
            raise StudyError(
                "study: --scopes, --purpose and --text are all required. Give the values that the person read and "
                "signed."
            )
        terms = _terms(study, given.scopes, given.purpose, given.text, given.days)
        study.participants.add(name, terms)
        _print_consent(name, terms)
    return 0


def set_attributes(settings: Settings, folder: Path, name: str, given: Sequence[str]) -> int:
    """Store attributes of a participant, each given as `NAME=VALUE`, and print all attributes of the participant.

    Raises StudyError for an invalid attribute; then nothing is stored.
    """
    with open_study_with_settings(folder, settings) as study:
        study.participants.require(name)
        attributes = read_attributes(folder)
        study.attribute_values.change_values(name, dict(_parsed(attributes, given)))
        values = study.attribute_values.read_values(name, attributes)
    known = ", ".join(f"{key}={value}" for key, value in values.items()) or "no attributes"
    missing = [attribute.name for attribute in attributes if attribute.name not in values]
    print(f"study: {name} has {known}." + (f" Missing: {', '.join(missing)}." if missing else ""))
    return 0


def _parsed(attributes: Sequence[Attribute], given: Sequence[str]) -> Iterator[tuple[str, AttributeValue | None]]:
    if not given:
        raise StudyError("study: no attribute was given, so nothing was stored. Write NAME=VALUE, for example age=34.")
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals:
            raise StudyError(f"study: {text!r} is not NAME=VALUE. Write for example age=34. Nothing was stored.")
        attribute = find_attribute(attributes, name)
        yield name, parse_attribute_value(attribute, value) if value else None


def list_participants(settings: Settings, folder: Path, as_json: bool) -> int:
    """Print each participant with their scopes, sessions and attributes, except personal ones.

    Returns 1 if a key does not fit the study.
    """
    with open_study_with_settings(folder, settings) as study:
        attributes = [each for each in read_attributes(folder) if not each.is_personal]
        rows = [_participant_row(study, name, attributes) for name in study.participants.pseudonyms()]
    faults = [fault for row in rows for fault in row["faults"]]
    if as_json:
        print(json.dumps(rows, indent=1))
        return int(bool(faults))
    for row in rows:
        scopes = ", ".join(row["scopes"]) or "no valid consent"
        values = "".join(f"  {name}={value}" for name, value in row["attributes"].items())
        print(f"{row['participant']}  {count_with_noun(row['sessions'], 'session')}  {scopes}{values}")
    for fault in faults:
        print(fault, file=sys.stderr)
    if not rows:
        print("study: there is no participant yet. Add one: vitrina study participant add")
    return int(bool(faults))


def typed_name() -> str:
    """Read a pseudonym from one line of standard input. Raises StudyError if the line is empty or missing."""
    print("Participant: ", end="", file=sys.stderr, flush=True)
    name = sys.stdin.readline().strip()
    if not name:
        raise StudyError("study: no participant was named, so nothing was deleted. Give a pseudonym, for example w1.")
    return name


def withdraw_participant(settings: Settings, folder: Path, name: str, scope: str | None, *, is_sure: bool) -> int:
    """Withdraw a participant, or one scope of the participant's consent. `is_sure`: do not ask first.

    Returns 1 if the user does not confirm.
    """
    with open_study_with_settings(folder, settings) as study:
        study.participants.require(name)
        if scope is not None:
            held = study.participants.consented_scopes(name, machine_time_s())
            if scope not in held:
                raise StudyError(
                    f"study: {name} does not consent to {scope}. Choose one of: {', '.join(sorted(held))}."
                )
            return _replace_consent(study, name, GivenConsent(held - {scope}, is_sure=is_sure))
        if not is_sure and not ask_to_confirm_loss(f"Withdrawing {name}", study.withdrawal.preview_loss(name)):
            return 1
        record, exports = study.withdrawal.withdraw_participant(name)
        print(f"study: {name} has withdrawn: keys destroyed, then files and rows deleted. The signed proof:")
        print(record)
        _print_exports(exports)
    return 0


def _replace_consent(study: Study, name: str, given: GivenConsent) -> int:
    if faults := study.key_faults(name):
        raise StudyError(faults[0])
    before = study.participants.newest_consent(name)
    if before is None:
        raise StudyError(
            f"study: cannot read the consent of {name} on this computer. Use the computer of the study, or withdraw "
            "the participant."
        )
    scopes = frozenset(before.scopes) if given.scopes is None else given.scopes
    terms = _terms(study, scopes, given.purpose or before.purpose, given.text or before.text, given.days)
    lost = sorted(frozenset(before.scopes) - scopes)
    title = f"Ending {', '.join(lost)} of {name}"
    if lost and not given.is_sure and not ask_to_confirm_loss(title, study.withdrawal.preview_loss(name, lost)):
        return 1
    study.participants.replace_consent(name, terms)
    for ended in lost:
        count = study.withdrawal.end_consent_scope(name, ended)
        print(f"study: {ended} of {name} ended: its key is destroyed, and {count} files are deleted.")
        _print_exports(study.withdrawal.participant_exports(name))
    _print_consent(name, terms)
    return 0


def _terms(study: Study, scopes: Collection[str], purpose: str, text: str, days: float | None) -> ConsentTerms:
    """Terms of a consent that is valid until the end of the study's last day, or for a smaller number of days."""
    now_s = machine_time_s()
    last_s = study.last_s
    until_s = last_s if days is None else min(last_s, now_s + days * DAY_S)
    return ConsentTerms(frozenset(scopes), purpose, text, now_s, until_s)


def _participant_row(study: Study, name: str, attributes: Sequence[Attribute]) -> dict[str, Any]:
    scopes: frozenset[str] = frozenset()
    values: dict[str, AttributeValue] = {}
    try:
        faults = list(study.key_faults(name))
    except StudyStorageError as error:  # of this participant; the others are listed
        faults = [str(error)]
    with suppress(StudyStorageError):  # one of the faults
        scopes = study.participants.consented_scopes(name, machine_time_s())
    try:
        values = study.attribute_values.read_values(name, attributes)
    except (StudyKeyMissingError, StudyStorageError):
        pass  # one of the faults, or the participant has withdrawn
    except StudyError as error:
        faults.append(str(error))
    return {
        "participant": name,
        "scopes": list(sort_scopes(scopes)),
        "sessions": study.stored.count(name),
        "attributes": values,
        "faults": faults,
    }


def _print_consent(name: str, terms: ConsentTerms) -> None:
    scopes = ", ".join(sort_scopes(terms.scopes)) or "nothing"
    print(f"study: {name} consents to {scopes} until {time_text(terms.until_s - 1)[:10]}.")


def _print_exports(exports: Collection[object]) -> None:
    for export in exports:
        made_s, kind, place = (getattr(export, key) for key in ("made_s", "kind", "place"))
        print(f"study: export made before: {kind} on {time_text(made_s)[:10]} to {place}. Delete it there by hand.")
    if not exports:
        print("study: no export was made before.")
