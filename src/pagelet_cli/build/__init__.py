"""`pagelet build`: pages and all that they need, as files that any host can serve."""
