"""Drive the browsers that are already on this computer, over WebDriver BiDi."""

from pagelet_cli.browser.bidi import BrowserError
from pagelet_cli.browser.session import Browser, Context, Entry, PageError, Tab, WaitError

__all__ = ["Browser", "BrowserError", "Context", "Entry", "PageError", "Tab", "WaitError"]
