"""`python -m firmware_bridge`."""

import sys

from firmware_bridge.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
