// Folders of the computer's as a file system of Emscripten's, for an interpreter that was built without one.
// What it calls: https://emscripten.org/docs/api_reference/Filesystem-API.html

import fs from "node:fs";
import { join } from "node:path";

// Emscripten counts errors as WASI does.
const ERRORS = {
  EACCES: 2, EBADF: 8, EEXIST: 20, EINVAL: 28, EIO: 29, EISDIR: 31, EMFILE: 33, ENOENT: 44, ENOSPC: 51, ENOTDIR: 54,
  ENOTEMPTY: 55, EPERM: 63, EROFS: 69, EXDEV: 75,
};

/** Make a type to mount; `root` among the options is the folder. */
export function disk(FS) {
  const own = (work) => {
    try {
      return work();
    } catch (error) {
      throw error.code ? new FS.ErrnoError(ERRORS[error.code] ?? ERRORS.EIO) : error;
    }
  };
  const path = (node) => (node.parent === node ? node.mount.opts.root : join(path(node.parent), node.name));
  const made = (parent, name, mode) => {
    const node = FS.createNode(parent, name, mode, 0);
    node.node_ops = nodeOps;
    node.stream_ops = streamOps;
    return node;
  };

  const nodeOps = {
    getattr: (node) =>
      own(() => {
        const { dev, ino, mode, nlink, uid, gid, rdev, size, atime, mtime, ctime, blksize, blocks } = fs.statSync(path(node));
        return { dev, ino, mode, nlink, uid, gid, rdev, size, atime, mtime, ctime, blksize: blksize ?? 4096, blocks: blocks ?? 0 };
      }),
    setattr: (node, { mode, size }) =>
      own(() => {
        if (mode !== undefined) fs.chmodSync(path(node), mode & 0o7777);
        if (size !== undefined) fs.truncateSync(path(node), size);
      }),
    lookup: (parent, name) => own(() => made(parent, name, fs.statSync(join(path(parent), name)).mode)),
    mknod: (parent, name, mode) =>
      own(() => {
        const there = join(path(parent), name);
        if (FS.isDir(mode)) fs.mkdirSync(there, mode & 0o7777);
        else fs.writeFileSync(there, "", { mode: mode & 0o7777 });
        return made(parent, name, mode);
      }),
    rename: (node, parent, name) =>
      own(() => {
        fs.renameSync(path(node), join(path(parent), name));
        node.name = name;
      }),
    unlink: (parent, name) => own(() => fs.unlinkSync(join(path(parent), name))),
    rmdir: (parent, name) => own(() => fs.rmdirSync(join(path(parent), name))),
    readdir: (node) => own(() => [".", "..", ...fs.readdirSync(path(node))]),
  };

  const streamOps = {
    open: (stream) => own(() => {
      // Creating, emptying and appending are Emscripten's: it has done them by now, or names the place of each write.
      const writes = stream.flags & 3;
      if (FS.isFile(stream.node.mode)) stream.nfd = fs.openSync(path(stream.node), writes ? "r+" : "r");
    }),
    close: (stream) => own(() => stream.nfd !== undefined && fs.closeSync(stream.nfd)),
    read: (stream, buffer, offset, length, position) => own(() => fs.readSync(stream.nfd, buffer, offset, length, position)),
    write: (stream, buffer, offset, length, position) => own(() => fs.writeSync(stream.nfd, buffer, offset, length, position)),
    llseek: (stream, offset, whence) => {
      const from = [0, stream.position, whence === 2 ? fs.fstatSync(stream.nfd).size : 0][whence];
      if (from + offset < 0) throw new FS.ErrnoError(ERRORS.EINVAL);
      return from + offset;
    },
  };

  return {
    mount: (mount) => made(null, "/", fs.statSync(mount.opts.root).mode),
  };
}
