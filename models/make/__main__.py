import sys

from models.make.command import main
from models.serving.hardening import harden_process

if __name__ == "__main__":
    harden_process()
    sys.exit(main())
