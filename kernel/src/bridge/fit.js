// What Python's side of a bridge needs done to data that it is given.

/**
 * Make data fit for Python: its None is undefined to CPython and null to MicroPython, which also cuts whole numbers off
 * at 32 bits; as bigints they stay whole.
 * @param {any} value
 * @param {undefined | null} none
 * @returns {any}
 */
export function fit(value, none) {
  if (value === undefined || value === null) return none;
  if (none === null && Number.isSafeInteger(value) && value !== (value | 0)) return BigInt(value);
  if (Array.isArray(value)) return value.map((item) => fit(item, none));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fit(item, none)]));
}
