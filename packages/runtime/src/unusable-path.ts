/** A file or directory that keeps a program from starting; the text says what to do, and is shown without a stack. */
export class UnusablePath extends Error {
  override readonly name = "UnusablePath";
}

export interface PathOfUser {
  /** As in "the spool directory". */
  readonly what: string;
  readonly path: string;
  /** The variable by which the user may choose another one. */
  readonly setting: string;
}

/** @param cause what the file system said */
export function unusableDirectory({ what, path, setting }: PathOfUser, cause: unknown): UnusablePath {
  const { why, remedy } = explain(cause as NodeJS.ErrnoException, "directory");
  const text = `The ${what} ${path} cannot be used: ${why}. ${remedy}, or set ${setting} to another directory`;
  return new UnusablePath(`${text} (${(cause as Error).message}).`, { cause });
}

/** @param cause what the file system said */
export function unreadableFile({ what, path, setting }: PathOfUser, cause: unknown): UnusablePath {
  const { why, remedy } = explain(cause as NodeJS.ErrnoException, "file");
  return new UnusablePath(
    `The ${what} ${path} cannot be read: ${why}. ${remedy}, or correct ${setting} (${(cause as Error).message}).`,
    { cause },
  );
}

function explain(cause: NodeJS.ErrnoException, kind: "file" | "directory"): { why: string; remedy: string } {
  const user = process.getuid ? `user ${process.getuid()}` : "this user";
  switch (cause.code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return { why: "its disk is full", remedy: "Make room there" };
    case "EROFS":
      return { why: "its disk is read-only", remedy: "Mount it writable" };
    case "EACCES":
    case "EPERM":
      return { why: `${user} may not ${kind === "file" ? "read it" : "write there"}`, remedy: `Give it to ${user}` };
    case "EISDIR":
      return { why: "it is a directory", remedy: "Put a file there" };
    case "ENOTDIR":
    case "EEXIST":
      return { why: "a file stands where a directory has to be", remedy: "Move that file away" };
    case "ENOENT":
      return { why: "it is not there", remedy: "Put it there" };
    default:
      return { why: "the system refused", remedy: "See to its disk" };
  }
}
