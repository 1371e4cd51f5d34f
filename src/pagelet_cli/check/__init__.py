"""Say before the browser does what cannot work: one rule a file, listed in `registry`."""
