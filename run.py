"""The front door: `python run.py` compares strategies, `python run.py --help` lists what else there is."""

import sys

if __name__ == "__main__":
    from simulation.commands.app import main

    sys.exit(main())
