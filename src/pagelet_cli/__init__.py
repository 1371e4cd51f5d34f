"""The command line tool of Pagelet: Python in web pages."""

from pagelet import __version__

__all__ = ["__version__"]
