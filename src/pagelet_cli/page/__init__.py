"""HTML in, byte-exact edits out."""
