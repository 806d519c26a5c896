/**
 * Whether a worker gives one more of its sessions to a lane. A lane may hold at most as many as stay free, so however many
 * stalled destinations there are, each takes half of what the ones before it left, and there is always room for a healthy one.
 * @param ofLane sessions of that lane on this worker
 * @param busy sessions of all lanes on this worker
 */
export function admits(ofLane: number, busy: number, sessions: number): boolean {
  const free = sessions - busy;
  return free > 0 && (ofLane === 0 || ofLane < free);
}
