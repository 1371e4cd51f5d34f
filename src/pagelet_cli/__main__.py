"""Run the tool as `python -m pagelet_cli`."""

from pagelet_cli.cli import main

if __name__ == "__main__":
    main()
