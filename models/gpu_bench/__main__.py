import sys

from models.gpu_bench.command import main

if __name__ == "__main__":
    sys.exit(main())
