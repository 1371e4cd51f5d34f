"""Attacks on what Pagelet serves."""
