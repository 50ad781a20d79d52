import sys

from models.check.command import main
from models.serving.hardening import harden_process

if __name__ == "__main__":
    harden_process()
    sys.exit(main())
