"""Builds install commands for the packages of the central server, for texts that report a missing package.

The commands install a lock file of a checkout. The extras of `setup.py` would also install a kiosk's camera packages
and models, which take most of the space.
"""

import sys


def install_command(extra: str) -> str:
    """Command that installs the lock file of an extra, such as `central` or `pdf`, into this environment."""
    return f"{sys.prefix}/bin/pip install --require-hashes --no-deps -r requirements-{extra}.lock"


def missing_package_text(package: str | None, extra: str) -> str:
    """Sentences that name a missing package and say how to install it."""
    return f"the package {package} is missing. In the checkout of Vitrina, run: {install_command(extra)}"
