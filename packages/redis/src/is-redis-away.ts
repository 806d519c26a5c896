/** Answers by which Redis says that it cannot do its work now, whoever asks for what. */
const NOT_NOW =
  /^(OOM|READONLY|NOREPLICAS|MISCONF|LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|UNBLOCKED)\b|\b(OOM command not allowed|READONLY You can't write|NOREPLICAS Not enough)/;
/** What the client says when nothing comes back. */
const NO_ANSWER = /^(Command timed out|Connection is closed|Stream isn't writeable|Failed to refresh slots cache)/;

/** Whether a command failed because Redis is away, full, read-only or not ready: the same may work later. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "MaxRetriesPerRequestError" || error.name === "ClusterAllFailedError") return true;
  return NOT_NOW.test(error.message) || NO_ANSWER.test(error.message);
}
