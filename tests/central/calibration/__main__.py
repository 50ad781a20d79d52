"""Promises of the intervals and experiments of central.statistics, beside their results in simulations.

`python -m tests.central.calibration --runs N --seed S [--table FILE]`. Exit 1 if an aim is not reached.
"""

import sys

from tests.central.calibration.command import TableCommand
from tests.central.calibration.studies import studies
from tests.central.calibration.table import document

if __name__ == "__main__":
    command = TableCommand("python -m tests.central.calibration", __doc__, "cell", 4_000, "calibration")
    sys.exit(command.run(studies, document))
