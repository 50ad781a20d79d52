"""A broker for the demo alone: mosquitto where it is installed, else one that came with pip. On loopback, in memory."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WITHIN_S = 15.0

_MOSQUITTO = "listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest none\n{user}"
# the embedded one speaks MQTT 5 only with a block named so, and listens to the world unless told otherwise
_EMBEDDED = """
import iotcore, sys, time
broker = iotcore.IotCore(config_file=sys.argv[1]) if "config_file" in iotcore.IotCore.__init__.__doc__ else None
"""


class NoBrokerError(Exception):
    """No broker could be started; the text says what to install."""
