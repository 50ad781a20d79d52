"""Makes `python -m central` run the command `vitrina-central`."""

import sys

from central.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
