"""The example programs as modules; they are made to be run from their own folder."""

import sys
from importlib import import_module

from tests.doubles.reference import EXAMPLES

sys.path.append(str(EXAMPLES))
subscriber, report = import_module("subscriber"), import_module("report")
