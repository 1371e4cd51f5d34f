"""A document in memory: what the desktop has in place of a browser's.

It is the part of the DOM that pages in Python use, with the platform's own names and meanings: a tree, attributes,
selectors, events, form controls and HTML in and out. There is no layout, no style sheet and no network.
"""
