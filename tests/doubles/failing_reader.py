"""Reader of media files that dies or hangs at a file, as a decoder may. Answers for all others."""

import json
import os
import signal
import sys
from pathlib import Path

GOOD = {"media_type": "video/mp4", "codec": "h264", "width_px": 320, "height_px": 180, "length_s": 2.0, "sha256": "00"}

if __name__ == "__main__":
    for path in json.load(sys.stdin):
        if "dies" in Path(path).name:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "hangs" in Path(path).name:
            signal.pause()
        print(json.dumps(GOOD), flush=True)
