"""Drive the browsers that are already on this computer, over WebDriver BiDi."""

from pagelet_cli.browser.session import Browser, Context, Entry, PageError, Tab, WaitError
from pagelet_cli.errors import BrowserError

__all__ = ["Browser", "BrowserError", "Context", "Entry", "PageError", "Tab", "WaitError"]
