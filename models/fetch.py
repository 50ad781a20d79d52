"""python -m models.fetch: downloads the face detectors that are missing or have been changed."""

import sys

from models.serving.fetch import main
from models.serving.hardening import harden_process

if __name__ == "__main__":
    harden_process()
    sys.exit(main())
