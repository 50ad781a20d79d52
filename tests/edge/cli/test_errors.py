"""Exit codes of expected errors."""

import subprocess
import sys
from pkgutil import resolve_name

import pytest

from edge.cli.errors import CODES, exit_code
from edge.exit_codes import BAD_USAGE, NO_SOURCE, UNEXPECTED
from edge.settings.loading import NoSettingsError
from edge.study.errors import StudyStorageError
from edge.tools.enrol.errors import EnrolServerError


@pytest.mark.parametrize("name", CODES)
def test_every_name_is_that_of_an_error_where_it_is_defined(name: str) -> None:
    """A class that is moved or renamed would else become a traceback."""
    module, _, qualname = name.rpartition(".")
    kind = resolve_name(f"{module}:{qualname}")
    assert issubclass(kind, Exception)
    assert f"{kind.__module__}.{kind.__qualname__}" == name


def test_an_error_has_the_code_of_its_nearest_class() -> None:
    assert exit_code(NoSettingsError("There is none.", "vitrina setup")) == BAD_USAGE
    assert exit_code(StudyStorageError("full")) == UNEXPECTED  # a StudyError, which is BAD_USAGE
    assert exit_code(EnrolServerError("away")) == NO_SOURCE


def test_a_bug_has_none() -> None:
    assert exit_code(ValueError("a bug")) is None
    assert exit_code(OSError("a bug")) is None


def test_an_error_of_the_settings_loads_no_library_of_the_kiosk() -> None:
    """The line would else take three times as long."""
    script = "import sys; from edge.cli.main import main; code = main(['status', '--config', 'none.toml'])\n"
    script += "heavy = {'cv2', 'numpy', 'mediapipe', 'onnxruntime', 'paho'} & set(sys.modules); sys.exit(heavy or code)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == BAD_USAGE, ended.stderr
