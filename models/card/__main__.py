import sys

from models.card.command import main

if __name__ == "__main__":
    sys.exit(main())
