"""`python -m bots` is `kokoroe`."""

from bots.cli.main import run

if __name__ == "__main__":
    run()
