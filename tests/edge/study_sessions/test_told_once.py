"""Faults of devices are told once in a session: as its lines, and not in the log too."""

import logging

import pytest

from edge.sources.kits import status
from edge.study_sessions.told_once import log_faults_once


def test_a_fault_of_a_kit_is_logged_only_outside_a_session(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger(status.__name__)
    with caplog.at_level(logging.INFO):
        with log_faults_once():
            log.warning("kits: number 1 is not there")
            log.info("kits: number 1 is back")
        log.warning("kits: number 2 is not there")
    assert [record.getMessage() for record in caplog.records] == [
        "kits: number 1 is back", "kits: number 2 is not there"
    ]  # fmt: skip
