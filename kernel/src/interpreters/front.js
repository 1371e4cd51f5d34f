// The in-page library's first module, for MicroPython.

/** The tool writes it here: as a file, it would be one more to wait for. */
export const FRONT = "";
