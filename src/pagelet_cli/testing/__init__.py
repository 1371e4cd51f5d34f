"""Test pages with pytest, in the browsers that are on this computer."""
