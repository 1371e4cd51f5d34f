"""Packages: from the names that a page asks for to files with hashes."""
