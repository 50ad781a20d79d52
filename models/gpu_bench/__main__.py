import sys

from models.gpu_bench.command import main
from models.serving.hardening import harden_process

if __name__ == "__main__":
    harden_process()
    sys.exit(main())
