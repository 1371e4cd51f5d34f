// The files of WASI programs: folders of Python's own file system, those that the page lends to them and no others.

const [DONE, BADF, INVALID, NOT_FOLDER, NOT_CAPABLE] = [0, 8, 28, 54, 76];
const [DEVICE, FOLDER, FILE, LINK] = [2, 3, 4, 7];
const FIRST = 3; // after input, output and errors
const OPEN = { create: 1, folder: 2, exclusive: 4, truncate: 8 };
const EMSCRIPTEN = { write: 1, both: 2, create: 64, exclusive: 128, truncate: 512, append: 1024 };
const CAN_WRITE = 64n;
const ALL = 0x1fffffffn;

/** @typedef {{path: string, preopened?: string, stream?: any, flags: number}} OpenFile */

export class WasiFiles {
  /**
   * @param {any} fs an Emscripten file system
   * @param {Array<[string, string]>} folders what the program calls each, and where it is
   * @param {import("./wasi.js").Wasi} wasi whose memory it is
   */
  constructor(fs, folders, wasi) {
    this.fs = fs;
    this.wasi = wasi;
    /** @type {Map<number, OpenFile>} */
    this.open = new Map(folders.map(([preopened, path], number) => [FIRST + number, { preopened, path, flags: 0 }]));
  }

  /** @param {number} file */
  has(file) {
    return this.open.has(file);
  }

  /**
   * Call one of the functions; what the file system refuses becomes a number, and those are WASI's own.
   * @param {string} name
   * @param {any[]} args
   */
  attempt(name, args) {
    try {
      return /** @type {any} */ (this)[name](...args) ?? DONE;
    } catch (error) {
      const { errno } = /** @type {any} */ (error);
      if (errno === undefined) throw error;
      return errno;
    }
  }

  /** @param {number} file @returns {OpenFile} */
  at(file) {
    const found = this.open.get(file);
    if (!found) throw { errno: BADF };
    return found;
  }

  /**
   * Where a path leads; never out of the folder that it starts from.
   * @param {number} folder
   * @param {number} pointer
   * @param {number} size
   */
  place(folder, pointer, size) {
    const { path } = this.at(folder);
    /** @type {string[]} */
    const parts = [];
    for (const part of new TextDecoder().decode(this.wasi.bytes(pointer, size).slice()).split("/")) {
      if (part === ".." && !parts.length) throw { errno: NOT_CAPABLE };
      if (part === "..") parts.pop();
      else if (part && part !== ".") parts.push(part);
    }
    const found = [path.replace(/\/$/, ""), ...parts].join("/") || "/";
    this.keepInside(path, found);
    return found;
  }

  /** A link may lead out of a folder, too. @param {string} folder @param {string} path */
  keepInside(folder, path) {
    const real = (/** @type {string} */ given) => (this.fs.analyzePath(given).exists ? this.fs.lookupPath(given, { follow: true }).path : undefined);
    const [root, target] = [real(folder), real(path)];
    if (root && target && root !== "/" && target !== root && !target.startsWith(`${root}/`)) throw { errno: NOT_CAPABLE };
  }

  fd_prestat_get(/** @type {number} */ file, /** @type {number} */ result) {
    const { preopened } = this.at(file);
    if (preopened === undefined) return BADF;
    this.wasi.data.setUint32(result, 0, true);
    this.wasi.data.setUint32(result + 4, new TextEncoder().encode(preopened).length, true);
  }

  fd_prestat_dir_name(/** @type {number} */ file, /** @type {number} */ pointer, /** @type {number} */ size) {
    this.wasi.bytes(pointer, size).set(new TextEncoder().encode(this.at(file).preopened).subarray(0, size));
  }

  path_open(/** @type {number} */ folder, /** @type {number} */ _, /** @type {number} */ pointer, /** @type {number} */ size, /** @type {number} */ open, /** @type {bigint} */ rights, /** @type {bigint} */ __, /** @type {number} */ flags, /** @type {number} */ result) {
    const path = this.place(folder, pointer, size);
    const { exists, object } = this.fs.analyzePath(path);
    const isFolder = exists && this.fs.isDir(object.mode);
    if (open & OPEN.folder && exists && !isFolder) return NOT_FOLDER;
    const wanted = (rights & CAN_WRITE ? EMSCRIPTEN.both : 0) | (open & OPEN.create ? EMSCRIPTEN.create : 0) | (open & OPEN.exclusive ? EMSCRIPTEN.exclusive : 0) | (open & OPEN.truncate ? EMSCRIPTEN.truncate : 0) | (flags & 1 ? EMSCRIPTEN.append : 0);
    const stream = isFolder ? undefined : this.fs.open(path, wanted);
    let file = FIRST;
    while (this.open.has(file)) file++;
    this.open.set(file, { path, stream, flags });
    this.wasi.data.setUint32(result, file, true);
  }

  fd_close(/** @type {number} */ file) {
    const { stream } = this.at(file);
    if (stream) this.fs.close(stream);
    this.open.delete(file);
  }

  /** @param {number} file @param {Uint8Array} bytes */
  write(file, bytes) {
    const { stream } = this.at(file);
    if (!stream) return BADF;
    this.fs.write(stream, bytes, 0, bytes.length);
  }

  /** @param {number} file @param {number} size @param {number} [at] @returns {Uint8Array | number} */
  read(file, size, at) {
    const { stream } = this.at(file);
    if (!stream) return BADF;
    const bytes = new Uint8Array(size);
    return bytes.subarray(0, this.fs.read(stream, bytes, 0, size, at));
  }

  fd_pread(/** @type {number} */ file, /** @type {number} */ list, /** @type {number} */ count, /** @type {bigint} */ at, /** @type {number} */ result) {
    let size = 0;
    for (const part of this.wasi.buffers(list, count)) {
      const read = this.read(file, part.length, Number(at) + size);
      if (typeof read === "number") return read;
      part.set(read);
      size += read.length;
    }
    this.wasi.data.setUint32(result, size, true);
  }

  fd_pwrite(/** @type {number} */ file, /** @type {number} */ list, /** @type {number} */ count, /** @type {bigint} */ at, /** @type {number} */ result) {
    const { stream } = this.at(file);
    if (!stream) return BADF;
    let size = 0;
    for (const part of this.wasi.buffers(list, count)) size += this.fs.write(stream, part, 0, part.length, Number(at) + size);
    this.wasi.data.setUint32(result, size, true);
  }

  fd_seek(/** @type {number} */ file, /** @type {bigint} */ offset, /** @type {number} */ from, /** @type {number} */ result) {
    const { stream } = this.at(file);
    if (!stream) return INVALID;
    this.wasi.data.setBigUint64(result, BigInt(this.fs.llseek(stream, Number(offset), from)), true);
  }

  fd_tell(/** @type {number} */ file, /** @type {number} */ result) {
    return this.fd_seek(file, 0n, 1, result);
  }

  fd_fdstat_get(/** @type {number} */ file, /** @type {number} */ result) {
    const { stream, flags } = file < FIRST ? { stream: undefined, flags: 0 } : this.at(file);
    const { data } = this.wasi;
    data.setUint8(result, file < FIRST ? DEVICE : stream ? FILE : FOLDER);
    data.setUint16(result + 2, flags, true);
    data.setBigUint64(result + 8, ALL, true);
    data.setBigUint64(result + 16, ALL, true);
  }

  fd_fdstat_set_flags(/** @type {number} */ file, /** @type {number} */ flags) {
    this.at(file).flags = flags;
  }

  /** @param {string} path @param {number} result */
  stat(path, result) {
    const { ino, mode, nlink, size, atime, mtime, ctime } = this.fs.stat(path);
    const { data } = this.wasi;
    const numbers = [0, ino, 0, nlink, size, ...[atime, mtime, ctime].map((time) => time.getTime() * 1e6)];
    numbers.forEach((value, number) => data.setBigUint64(result + 8 * number, BigInt(value), true));
    data.setUint8(result + 16, this.kind(mode));
  }

  /** @param {number} mode */
  kind(mode) {
    return this.fs.isDir(mode) ? FOLDER : this.fs.isLink(mode) ? LINK : this.fs.isFile(mode) ? FILE : DEVICE;
  }

  fd_filestat_get(/** @type {number} */ file, /** @type {number} */ result) {
    if (file >= FIRST) return this.stat(this.at(file).path, result);
    this.wasi.bytes(result, 64).fill(0);
    this.wasi.data.setUint8(result + 16, DEVICE);
  }

  path_filestat_get(/** @type {number} */ folder, /** @type {number} */ _, /** @type {number} */ pointer, /** @type {number} */ size, /** @type {number} */ result) {
    this.stat(this.place(folder, pointer, size), result);
  }

  fd_filestat_set_size(/** @type {number} */ file, /** @type {bigint} */ size) {
    this.fs.truncate(this.at(file).path, Number(size));
  }

  fd_readdir(/** @type {number} */ file, /** @type {number} */ pointer, /** @type {number} */ size, /** @type {bigint} */ cookie, /** @type {number} */ result) {
    const { path } = this.at(file);
    const target = this.wasi.bytes(pointer, size);
    let used = 0;
    const names = this.fs.readdir(path);
    for (let number = Number(cookie); number < names.length && used < size; number++) {
      const name = new TextEncoder().encode(names[number]);
      const entry = new Uint8Array(24 + name.length);
      const data = new DataView(entry.buffer);
      const { mode, ino } = this.fs.stat(`${path}/${names[number]}`);
      data.setBigUint64(0, BigInt(number + 1), true);
      data.setBigUint64(8, BigInt(ino), true);
      data.setUint32(16, name.length, true);
      data.setUint8(20, this.kind(mode));
      entry.set(name, 24);
      // One that does not fit is cut off: the program sees that, and asks again.
      target.set(entry.subarray(0, size - used), used);
      used += Math.min(entry.length, size - used);
    }
    this.wasi.data.setUint32(result, used, true);
  }

  path_create_directory(/** @type {number} */ folder, /** @type {number} */ pointer, /** @type {number} */ size) {
    this.fs.mkdir(this.place(folder, pointer, size));
  }

  path_remove_directory(/** @type {number} */ folder, /** @type {number} */ pointer, /** @type {number} */ size) {
    this.fs.rmdir(this.place(folder, pointer, size));
  }

  path_unlink_file(/** @type {number} */ folder, /** @type {number} */ pointer, /** @type {number} */ size) {
    this.fs.unlink(this.place(folder, pointer, size));
  }

  path_rename(/** @type {number} */ folder, /** @type {number} */ pointer, /** @type {number} */ size, /** @type {number} */ other, /** @type {number} */ to, /** @type {number} */ length) {
    this.fs.rename(this.place(folder, pointer, size), this.place(other, to, length));
  }

  // Memory is never behind.
  fd_sync() {}
  fd_datasync() {}
  fd_advise() {}
}
