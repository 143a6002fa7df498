"""`python -m counteroffer` is the command line."""

from counteroffer.cli import main

if __name__ == "__main__":
    main()
