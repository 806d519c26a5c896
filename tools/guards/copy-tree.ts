import { execFile } from "node:child_process";
import { copyFile, cp, lstat, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

export interface TreeCopy {
  readonly root: string;
  remove(): Promise<void>;
}

/**
 * A copy of the tree as it lies there, changes not committed included, to be edited at will. What was installed is linked to, but for the links between
 * the workspace's own packages: they lead to the copy's.
 */
export async function copyTree(root: string): Promise<TreeCopy> {
  const copy = await mkdtemp(join(tmpdir(), "postlane-guards-"));
  const remove = () => rm(copy, { recursive: true, force: true, maxRetries: 3 });
  try {
    const files = await ownFiles(root);
    const folders = new Set(files.map((file) => dirname(join(copy, file))));
    for (const folder of folders) await mkdir(folder, { recursive: true });
    await Promise.all(files.map((file) => copyFile(join(root, file), join(copy, file))));
    await linkInstalled(root, copy);
    const workspaces = new Set(files.filter((file) => /^[^/]+(\/[^/]+)?\/package\.json$/.test(file)).map(dirname));
    for (const workspace of workspaces) await copyLinks(join(root, workspace), join(copy, workspace));
    return { root: copy, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Files under version control or about to be, that are still there. */
async function ownFiles(root: string): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await promisify(execFile)("git", args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const names = stdout.split("\0").filter((name) => name !== "");
  const there = await Promise.all(
    names.map((name) =>
      lstat(join(root, name)).then(
        (file) => file.isFile(),
        () => false,
      ),
    ),
  );
  return names.filter((_, i) => there[i]);
}

/** A folder of its own, as Vitest writes its cache there. */
async function linkInstalled(root: string, copy: string): Promise<void> {
  const installed = join(root, "node_modules");
  await mkdir(join(copy, "node_modules"));
  for (const name of await readdir(installed)) {
    if (name.startsWith(".vite")) continue;
    await symlink(join(installed, name), join(copy, "node_modules", name));
  }
}

/** Links are relative: copied as they are, they lead to the copy's packages and, over its root, to what is installed. */
async function copyLinks(from: string, to: string): Promise<void> {
  const source = join(from, "node_modules");
  if (!(await lstat(source).catch(() => undefined))) return;
  await cp(source, join(to, "node_modules"), { recursive: true, verbatimSymlinks: true });
}
