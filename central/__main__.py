"""`python -m central`."""

import sys

from central.cli.main import main

sys.exit(main())
