"""`vitrina study expire`: deletes the studies on this computer after their last day. A systemd timer runs it."""

import sys

from edge.settings.settings import Settings
from edge.study_sessions.places import key_folder


def expire_studies(settings: Settings) -> int:
    """Delete studies after their last day, and print one line for each of them. Returns 1 if somebody must act."""
    if not any(key_folder(settings).glob("*")):  # no study: what studies need may not even be installed
        return 0
    from edge.study.expiry import delete_expired_studies
    from edge.study_sessions.access import make_study_access

    has_fault = False
    for end in delete_expired_studies(make_study_access(settings)):
        has_fault |= end.is_fault
        print(end.text, file=sys.stderr if end.is_fault else sys.stdout, flush=True)
    return int(has_fault)
