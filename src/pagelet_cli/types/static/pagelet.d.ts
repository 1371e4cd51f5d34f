// Made by `pagelet types`: what JavaScript may import from pagelet.js, and the Python modules of this folder.

declare module "*/pagelet.js" {
  /** Python's modules, by the names that `python()` takes. */
  interface Modules {
    // MODULES
  }

  const NAMED: unique symbol;

  /** What `kwargs()` makes. */
  interface Named {
    readonly [NAMED]: true;
  }

  /** An array of numbers as Python has it: its shape, and how far apart the numbers of each dimension are. */
  type NumberArray = (Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array | BigInt64Array | BigUint64Array) & {
    readonly shape: readonly number[];
    readonly strides: readonly number[];
    readonly offset: number;
    readonly dtype: string;
  };

  interface Options {
    /** Which Python: CPython ("py"), which it is without, or MicroPython. */
    type?: "py" | "mpy";
    /** `false` for views of Python's own memory in place of copies. */
    copy?: boolean;
  }

  /** Import a module of Python's: its address, or its name. */
  export function python<Name extends keyof Modules>(name: Name, options?: Options): Promise<Modules[Name]>;
  export function python(name: string, options?: Options): Promise<any>;

  /** Arguments by name, as the last one of a call. */
  export function kwargs(named: Record<string, unknown>): Named;

  /** What a worker of this name exports. */
  export function worker(name: string): Promise<any>;

  /** Wait for the interpreter of a type of scripts. */
  export function whenDefined(type: "py" | "mpy"): Promise<any>;

  /** The configs of the page's scripts, by their type. */
  export const config: { readonly py?: any; readonly mpy?: any };

  /** An exception of Python's: its name is that of the exception's class. */
  interface PythonError extends Error {
    readonly traceback: string;
  }
  // SPACES
}
