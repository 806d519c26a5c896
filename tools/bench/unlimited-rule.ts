/** A rule that holds nothing back; what fails is tried again soon. */
export function unlimitedRule(maxConnections: number): Readonly<Record<string, unknown>> {
  return { domain: "*", maxContinuous: 0, maxConnections, failureDelaySeconds: 5, backoffFactor: 1 };
}
