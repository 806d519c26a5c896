import { expect, it } from "vitest";
import { unreadableFile, UnusablePath, unusableDirectory } from "../src/index.ts";

const spool = { what: "spool directory", path: "/mail/spool", setting: "POSTLANE_SPOOL_DIR" };
const settings = { what: "settings file", path: "/etc/s.yaml", setting: "POSTLANE_SETTINGS_FILE" };
const error = (code: string): Error => Object.assign(new Error(`${code}: as the system says`), { code });

it.each([
  ["ENOSPC", "its disk is full. Make room there"],
  ["EDQUOT", "its disk is full. Make room there"],
  ["EROFS", "its disk is read-only. Mount it writable"],
  ["EACCES", `user ${process.getuid?.()} may not write there. Give it to user ${process.getuid?.()}`],
  ["ENOTDIR", "a file stands where a directory has to be. Move that file away"],
  ["EIO", "the system refused. See to its disk"],
])("%s of a directory in words", (code, words) => {
  const made = unusableDirectory(spool, error(code));
  expect(made).toBeInstanceOf(UnusablePath);
  expect(made.message).toBe(
    `The spool directory /mail/spool cannot be used: ${words}, or set POSTLANE_SPOOL_DIR to another directory (${code}: as the system says).`,
  );
});

it.each([
  ["ENOENT", "it is not there. Put it there"],
  ["EACCES", `user ${process.getuid?.()} may not read it. Give it to user ${process.getuid?.()}`],
  ["EISDIR", "it is a directory. Put a file there"],
])("%s of a file in words", (code, words) => {
  expect(unreadableFile(settings, error(code)).message).toBe(
    `The settings file /etc/s.yaml cannot be read: ${words}, or correct POSTLANE_SETTINGS_FILE (${code}: as the system says).`,
  );
});
