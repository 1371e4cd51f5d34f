"""Run a script without a browser: by the interpreters of pages, in Node."""
