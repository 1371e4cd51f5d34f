"""The start of a project: a page, a test and a README that run."""
