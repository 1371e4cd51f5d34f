/**
 * Unpack zip, wheel and tar archives.
 *
 * Archives come from the network, so nothing in them is believed: paths stay inside the folder they are unpacked
 * into, links and devices are refused, sizes and checksums must be right, and a bomb is refused before it fills memory.
 */

/** @typedef {{path: string, data: Uint8Array}} ArchiveFile */

const MEBIBYTE = 1024 * 1024;
const ARCHIVE_BOMB = "the archive is refused: it unpacks to far more than its size allows";
const archiveText = new TextDecoder();

/** @param {Uint8Array} bytes @param {string} kind zip, whl, tar, tar.gz or tgz @returns {Promise<ArchiveFile[]>} */
export async function unpack(bytes, kind) {
  if (!bytes.length) throw new Error("the archive is empty");
  const limit = Math.min(1024 * MEBIBYTE, Math.max(10 * MEBIBYTE, 200 * bytes.length));
  if (kind === "zip" || kind === "whl") return safeFiles(await unpackZip(bytes, limit));
  if (kind === "tar") return safeFiles(unpackTar(bytes));
  if (kind === "tar.gz" || kind === "tgz") return safeFiles(unpackTar(await inflateWith("gzip", bytes, limit)));
  throw new Error(`"${kind}" archives cannot be unpacked: use zip, whl, tar, tar.gz or tgz`);
}

/** Give every file its safe path and drop folders, which come into being with their files. @param {ArchiveFile[]} entries */
function safeFiles(entries) {
  /** @type {Map<string, ArchiveFile>} */
  const files = new Map();
  for (const { path, data } of entries) {
    const safe = safePath(path);
    if (path.endsWith("/")) continue;
    if (files.has(safe)) throw new Error(`the archive holds "${safe}" twice`);
    files.set(safe, { path: safe, data });
  }
  return [...files.values()];
}

/** Refuse a path that could lead out of its folder on any system. @param {string} path */
function safePath(path) {
  const parts = path.split("/").filter((part) => part && part !== ".");
  if (/^\/|^[a-z]:|[\\\0]/i.test(path) || parts.includes("..")) {
    throw new Error(`the archive holds an unsafe path: ${JSON.stringify(path)}`);
  }
  if (!parts.length && !path.endsWith("/")) throw new Error("the archive holds a file without a name");
  return parts.join("/");
}

/**
 * Decompress, but never to more than `limit` bytes.
 * @param {"gzip" | "deflate-raw"} format @param {Uint8Array} bytes @param {number} limit
 */
async function inflateWith(format, bytes, limit) {
  const stream = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  const chunks = [];
  let size = 0;
  for (;;) {
    const { value, done } = await reader.read().catch(() => {
      throw new Error("the archive is damaged: its compressed data cannot be read");
    });
    if (done) return joinChunks(chunks, size);
    size += value.length;
    chunks.push(value);
    if (size > limit) {
      reader.cancel().catch(() => {});
      throw new Error(ARCHIVE_BOMB);
    }
  }
}

/** @param {Uint8Array[]} chunks @param {number} size */
function joinChunks(chunks, size) {
  const joined = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

// ── zip ── https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

const ZIP_LOCAL = 0x04034b50;
const ZIP_CENTRAL = 0x02014b50;
const ZIP_END = 0x06054b50;
const ZIP_LIST_DAMAGED = "the zip archive's list of files is damaged";

/** @param {Uint8Array} bytes @param {number} limit @returns {Promise<ArchiveFile[]>} */
async function unpackZip(bytes, limit) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries = zipEntries(bytes, view);
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (total > limit) throw new Error(ARCHIVE_BOMB);
  return Promise.all(entries.map((entry) => zipFile(bytes, view, entry)));
}

/** Find the record at the end, behind which only a comment may stand. @param {DataView} view */
function zipEnd(view) {
  const last = view.byteLength - 22;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (view.getUint32(at, true) === ZIP_END && at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw new Error("this is no zip archive, or its end is missing");
}

/**
 * Read the central directory: the one list of entries to believe, since it is what every other tool shows.
 * @param {Uint8Array} bytes @param {DataView} view
 */
function zipEntries(bytes, view) {
  const end = zipEnd(view);
  const count = view.getUint16(end + 10, true);
  const [length, offset] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  if (count === 0xffff || length === 0xffffffff || offset === 0xffffffff) throw new Error("zip64 archives are not supported");
  // Something may stand before the archive (a script that unpacks itself): all offsets count from behind it.
  const shift = end - length - offset;
  let at = end - length;
  const entries = [];
  for (let i = 0; i < count; i++) {
    if (shift < 0 || at + 46 > end || view.getUint32(at, true) !== ZIP_CENTRAL) throw new Error(ZIP_LIST_DAMAGED);
    const entry = zipEntry(bytes, view, at, shift);
    entries.push(entry);
    at = entry.next;
  }
  if (at !== end) throw new Error(ZIP_LIST_DAMAGED);
  return entries;
}

/** @param {Uint8Array} bytes @param {DataView} view @param {number} at @param {number} shift */
function zipEntry(bytes, view, at, shift) {
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const path = archiveText.decode(bytes.subarray(at + 46, nameEnd));
  const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
  const method = view.getUint16(at + 10, true);
  const unixType = view.getUint32(at + 38, true) >>> 28;
  if (view.getUint16(at + 8, true) & 0x2041) throw new Error(`"${path}" is encrypted`);
  if (method !== 0 && method !== 8) throw new Error(`"${path}" is compressed in a way that browsers cannot undo`);
  if (unixType === 10) throw new Error(`"${path}" is a link: links are refused`);
  if (packed === 0xffffffff || size === 0xffffffff) throw new Error("zip64 archives are not supported");
  return {
    path, packed, size, method,
    crc: view.getUint32(at + 16, true),
    start: view.getUint32(at + 42, true) + shift,
    next: nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true),
  };
}

/** @param {Uint8Array} bytes @param {DataView} view @param {ReturnType<typeof zipEntry>} entry @returns {Promise<ArchiveFile>} */
async function zipFile(bytes, view, { path, packed, size, method, crc, start }) {
  const damaged = new Error(`"${path}" is damaged in the archive`);
  if (start + 30 > bytes.length || view.getUint32(start, true) !== ZIP_LOCAL) throw damaged;
  const nameEnd = start + 30 + view.getUint16(start + 26, true);
  const from = nameEnd + view.getUint16(start + 28, true);
  // The two names must agree, or what a scanner approved is not what gets unpacked.
  if (from + packed > bytes.length || archiveText.decode(bytes.subarray(start + 30, nameEnd)) !== path) throw damaged;
  const raw = bytes.subarray(from, from + packed);
  const data = method ? await inflateWith("deflate-raw", raw, size) : raw.slice();
  if (data.length !== size || crc32(data) !== crc) throw damaged;
  return { path, data };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

/** @param {Uint8Array} data */
function crc32(data) {
  let crc = -1;
  for (const byte of data) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

// ── tar ── ustar, with the long names of POSIX (pax) and of GNU

const TAR_BLOCK = 512;
const TAR_DAMAGED = "this is no tar archive, or it is damaged";
// pax headers for the next entry and for all, and GNU's long name: not files themselves.
const TAR_ABOUT_NEXT = ["x", "g", "L"];

/** @param {Uint8Array} bytes @returns {ArchiveFile[]} */
function unpackTar(bytes) {
  const files = [];
  /** What has been said about the entry to come. @type {{path?: string, size?: string}} */
  let next = {};
  for (let at = 0; at < bytes.length; ) {
    const header = bytes.subarray(at, at + TAR_BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const { type, path, size } = tarHeader(header, next);
    const start = at + TAR_BLOCK;
    if (start + size > bytes.length) throw new Error(`the tar archive ends in the middle of "${path}"`);
    const data = bytes.slice(start, start + size);
    at = start + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    if (type === "x") next = { ...next, ...paxRecords(data) };
    else if (type === "L") next = { ...next, path: tarText(data) };
    else if (type !== "g") {
      files.push({ path: tarPath(type, path), data });
      next = {};
    }
  }
  return files;
}

/** @param {Uint8Array} header @param {{path?: string, size?: string}} said what an entry before it said */
function tarHeader(header, said) {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (header.length < TAR_BLOCK || sum !== tarNumber(header, 148, 8)) throw new Error(TAR_DAMAGED);
  const type = String.fromCharCode(header[156] || 48);
  const about = TAR_ABOUT_NEXT.includes(type) ? {} : said;
  if (!/^\d*$/.test(about.size ?? "")) throw new Error(TAR_DAMAGED);
  return {
    type,
    path: about.path ?? tarName(header),
    size: about.size ? Number(about.size) : tarNumber(header, 124, 12),
  };
}

/** @param {Uint8Array} header */
function tarName(header) {
  // GNU's older headers keep other things where ustar has the prefix.
  const isUstar = tarText(header.subarray(257, 263)) === "ustar" && header[262] === 0;
  const prefix = isUstar ? tarText(header.subarray(345, 500)) : "";
  return (prefix && `${prefix}/`) + tarText(header.subarray(0, 100));
}

/** @param {string} type @param {string} path */
function tarPath(type, path) {
  if (type === "5") return path.replace(/\/*$/, "/");
  if (type === "0" || type === "7") return path;
  throw new Error(`"${path}" is ${type === "1" || type === "2" ? "a link" : "no plain file"}: it is refused`);
}

/** @param {Uint8Array} field text that ends at its first NUL */
function tarText(field) {
  const end = field.indexOf(0);
  return archiveText.decode(end < 0 ? field : field.subarray(0, end));
}

/** @param {Uint8Array} header @param {number} at @param {number} length */
function tarNumber(header, at, length) {
  const text = tarText(header.subarray(at, at + length)).trim();
  if (!/^[0-7]*$/.test(text)) throw new Error(TAR_DAMAGED);
  return parseInt(text || "0", 8);
}

/** Read pax records: `LENGTH key=value\n`, the length counting itself. @param {Uint8Array} data */
function paxRecords(data) {
  /** @type {Record<string, string>} */
  const records = Object.create(null);
  for (let at = 0; at < data.length; ) {
    const length = parseInt(archiveText.decode(data.subarray(at, at + 12)), 10);
    const record = /^\d+ ([^=]+)=([^]*)\n$/.exec(archiveText.decode(data.subarray(at, at + length)));
    if (!record) throw new Error(TAR_DAMAGED);
    if (record[1].startsWith("GNU.sparse")) throw new Error("sparse files in tar archives are refused");
    records[record[1]] = record[2];
    at += length;
  }
  return records;
}
