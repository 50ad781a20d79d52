"""Makes `python -m firmware_bridge` run the command line of the library."""

import sys

from firmware_bridge.cli.main import main
from firmware_bridge.cli.process import prepare_process

if __name__ == "__main__":
    prepare_process()
    sys.exit(main())
