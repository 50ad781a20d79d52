import sys

from models.card.command import main
from models.serving.hardening import harden_process

if __name__ == "__main__":
    harden_process()
    sys.exit(main())
