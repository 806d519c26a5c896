import { type ChildProcess, spawn } from "node:child_process";

// Reads "+ pid" and "- pid" until the pipe closes, which it does however its writer dies; then ends what is left.
const WATCH = `all=" "
while read -r op pid; do case $op in
  +) all="$all$pid " ;;
  -) case $all in *" $pid "*) all="\${all%% $pid *} \${all#* $pid }" ;; esac ;;
esac; done
for pid in $all; do kill -9 "$pid" 2>/dev/null; done`;

let watcher: ChildProcess | undefined;

/** Makes sure that a child does not outlive this process, even if this process is killed with SIGKILL. */
export function reapWithParent(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (!watcher) {
    // Its own process group: Ctrl-C must not take the watcher before it has done its work.
    watcher = spawn("sh", ["-c", WATCH], { stdio: ["pipe", "ignore", "ignore"], detached: true });
    watcher.on("error", () => {});
    watcher.stdin!.on("error", () => {});
    watcher.unref();
    (watcher.stdin as unknown as { unref?: () => void }).unref?.();
  }
  watcher.stdin!.write(`+ ${pid}\n`);
  child.once("exit", () => watcher?.stdin?.write(`- ${pid}\n`));
}
