"""A new kiosk finds a network camera: its process sends multicast, and reads the stream that it found."""

import os
import subprocess
import sys

import pytest

from tests.system.shop import ROOT


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a network")
def test_a_kiosk_without_settings_finds_a_camera_and_reads_it() -> None:
    probe = ["unshare", "--net", "ip", "link", "add", "cameras", "type", "veth"]
    if subprocess.run(probe, capture_output=True).returncode:
        pytest.skip("this machine permits no networks of its own, or lacks iproute2")
    walk = [sys.executable, "-m", "tests.system.camera_walk", "--short"]
    done = subprocess.run(walk, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
