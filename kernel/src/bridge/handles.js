// The handles that every worker has from the start.

export const WINDOW = 1;
export const SYNC = 2;
export const MODULES = 3;
