// What pages keep between visits: a storage is an IndexedDB database. All changes of one turn are written in one
// transaction, whole or not at all; what other tabs have written meanwhile is read in the same transaction.

import { openDatabase, requested, unable } from "./database.js";

const ENTRIES = "entries";

// The key of a text that changes with every write, so that a look tells whether another tab has written. No entry's own
// key is empty: those are JSON.
const STAMP = "";

/** @typedef {[text: string, ...parts: Uint8Array[]]} KeptRecord what Python made of a value */

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("the write was given up"));
  });
}

/**
 * What a PyScript page kept under this name: `IDBMap` databases of texts. Python tells them by the letter before them.
 * @param {string} name
 * @returns {Promise<Array<[string, [number, string]]>>}
 */
async function pyscriptEntries(name) {
  const old = `IDBMap/@pyscript/${name}`;
  const names = (await indexedDB.databases()).map((database) => database.name);
  if (names.includes(`pagelet/${name}`) || !names.includes(old)) return [];
  const database = await requested(indexedDB.open(old));
  try {
    const entries = database.transaction(ENTRIES).objectStore(ENTRIES);
    const [keys, values] = await Promise.all([requested(entries.getAllKeys()), requested(entries.getAll())]);
    return keys.map((key, at) => [JSON.stringify(key), [at, `F${joinSurrogates(values[at])}`]]);
  } finally {
    database.close();
  }
}

/**
 * JSON may spell a letter beyond 16 bits as two escapes, which MicroPython takes for two letters.
 * @param {string} json
 */
function joinSurrogates(json) {
  return json.replace(/\\u(d[89ab]..)\\u(d[c-f]..)/gi, (_, high, low) => String.fromCharCode(parseInt(high, 16), parseInt(low, 16)));
}

class Keep {
  /**
   * @param {string} name
   * @param {(message: string, code: string) => void} lost called with what went wrong while nobody waited
   */
  constructor(name, lost) {
    this.name = name;
    this.lost = lost;
    /** @type {IDBDatabase | undefined} */
    this.database = undefined;
    /** @type {Map<string, KeptRecord | null>} changes that are not written yet; null removes */
    this.pending = new Map();
    /** @type {Map<string, number>} each key's place: IndexedDB would sort by key, a dict does not */
    this.places = new Map();
    this.nextPlace = 0;
    /** @type {string | null | undefined} */
    this.stamp = null;
    /** @type {Map<string, KeptRecord> | undefined} all that is kept, when others have changed it */
    this.news = undefined;
    /** @type {Promise<any>} */
    this.turn = Promise.resolve();
    this.planned = false;
    this.awaited = 0;
  }

  /**
   * Change an entry; it is written as soon as Python has come to a pause.
   * @param {string} key
   * @param {KeptRecord | null | undefined} record
   */
  put(key, record) {
    // What is removed and added again comes last, as in a dict.
    if (!record) this.places.delete(key);
    else if (this.pending.get(key) === null) this.pending.delete(key);
    this.pending.set(key, record ?? null);
    if (this.planned) return;
    this.planned = true;
    queueMicrotask(() => {
      this.planned = false;
      if (!this.awaited && this.pending.size) this.inTurn().catch((error) => this.lost(unable(error, this.name).message, "PGL-K01"));
    });
  }

  /** Write what has changed and look for what others have; the answer is what went wrong, if anything did. */
  async sync() {
    this.awaited++;
    try {
      return await this.inTurn();
    } catch (error) {
      return unable(error, this.name);
    } finally {
      this.awaited--;
    }
  }

  /**
   * All entries, if others have changed any since the last look. Python asks for it apart from sync(): between an
   * answer and its arrival in a coroutine others may run and change entries.
   * @returns {Array<[string, KeptRecord]> | null}
   */
  take() {
    const news = this.news;
    this.news = undefined;
    if (!news) return null;
    this.lay(this.pending, news);
    return [...news];
  }

  /**
   * @param {Map<string, KeptRecord | null>} changes
   * @param {Map<string, KeptRecord>} entries
   */
  lay(changes, entries) {
    for (const [key, record] of changes) {
      if (record) entries.set(key, record);
      else entries.delete(key);
    }
  }

  inTurn() {
    const done = this.turn.then(() => this.exchange());
    this.turn = done.catch(() => {});
    return done;
  }

  async exchange() {
    const batch = this.pending;
    this.pending = new Map();
    try {
      await this.transact(batch);
    } catch (error) {
      this.pending = new Map([...batch, ...this.pending]); // for the next try
      this.close(); // Firefox lets a connection that ran out of room only remove entries
      throw error;
    }
  }

  /** @param {Map<string, KeptRecord | null>} batch */
  async transact(batch) {
    const database = await this.opened();
    // "strict": what sync() has answered for is on the disk, not on its way there.
    const transaction = database.transaction(ENTRIES, batch.size ? "readwrite" : "readonly", { durability: "strict" });
    const done = completed(transaction);
    done.catch(() => {}); // awaited below, unless a request fails first
    const entries = transaction.objectStore(ENTRIES);
    let stamp = await requested(entries.get(STAMP));
    const news = stamp === this.stamp ? undefined : await this.read(entries);
    for (const [key, record] of batch) this.write(entries, key, record);
    if (batch.size) entries.put((stamp = `${Date.now()} ${Math.random()}`), STAMP);
    await done;
    this.stamp = stamp;
    this.news = news ?? this.news;
    if (this.news) this.lay(batch, this.news);
  }

  /**
   * @param {IDBObjectStore} entries
   * @param {string} key
   * @param {KeptRecord | null} record
   */
  write(entries, key, record) {
    if (!record) {
      entries.delete(key);
      return;
    }
    const place = this.places.get(key) ?? this.nextPlace++;
    this.places.set(key, place);
    entries.put([place, ...record], key);
  }

  /** @param {IDBObjectStore} entries */
  async read(entries) {
    const [keys, records] = await Promise.all([requested(entries.getAllKeys()), requested(entries.getAll())]);
    const found = keys.map((key, at) => ({ key: String(key), record: records[at] })).filter(({ key }) => key !== STAMP);
    found.sort((one, other) => one.record[0] - other.record[0]);
    this.places = new Map(found.map(({ key, record }) => [key, record[0]]));
    this.nextPlace = (found.at(-1)?.record[0] ?? -1) + 1;
    return new Map(found.map(({ key, record }) => [key, record.slice(1)]));
  }

  async opened() {
    if (this.database) return this.database;
    const old = await pyscriptEntries(this.name);
    const database = await openDatabase(`pagelet/${this.name}`, (created) => {
      const entries = created.createObjectStore(ENTRIES);
      for (const [key, record] of old) entries.put(record, key);
    });
    // Whoever clears the site's data need not wait for this page; the next write begins anew.
    database.onversionchange = database.onclose = () => this.close();
    this.database = database;
    return database;
  }

  close() {
    this.database?.close();
    this.database = undefined;
  }
}

/**
 * Open a storage with all that it keeps, or say why that cannot be.
 * @param {string} name
 * @param {(message: string, code: string) => void} lost
 */
export async function openKeep(name, lost) {
  const keep = new Keep(name, lost);
  return (await keep.sync()) ?? keep;
}
