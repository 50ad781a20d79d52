"""python -m models.fetch: downloads the face detectors that are missing or altered."""

import sys

from models.serving.fetch import main

if __name__ == "__main__":
    sys.exit(main())
