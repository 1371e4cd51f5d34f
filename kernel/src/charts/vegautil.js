// What vega-interpreter imports as "vega-util": the import map of the frame leads here, and Vega has it all inside.

const { vega } = /** @type {any} */ (globalThis);

export const ascending = vega.ascending;
export const isString = vega.isString;
export const DisallowedObjectProperties = vega.DisallowedObjectProperties;
