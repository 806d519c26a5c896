import { laneOf, type LaneKey, type Relay, type RelayChoice } from "@postlane/mail";
import type { LaneSurvey } from "./lane-survey.ts";

/** The relays as the route plan wants them: enabled ones in their order, and whether each is usable now. */
export interface RelayView {
  choices(): readonly RelayChoice[];
  close(): void;
}

export interface RelayViewOptions {
  /** All relays in their order, from the present settings. */
  readonly relays: () => readonly Relay[];
  readonly survey: (lane: LaneKey) => Promise<LaneSurvey>;
  readonly isSuspended: (lane: LaneKey) => boolean;
  readonly refreshMs: number;
  readonly onError: (error: Error) => void;
}

/** Looks at the relays' lanes now and then; between two looks, and while Redis is away, the last one counts. */
export function createRelayView({ relays, survey, isSuspended, refreshMs, onError }: RelayViewOptions): RelayView {
  const unusable = new Set<string>();
  let looking = false;
  const timer = setInterval(() => void refresh(), refreshMs);
  timer.unref();

  async function refresh(): Promise<void> {
    const enabled = relays().filter((relay) => relay.enabled);
    if (looking || enabled.length === 0) return;
    looking = true;
    try {
      const surveys = await Promise.all(enabled.map((relay) => survey(laneOf({ kind: "relay", relayId: relay.id }))));
      unusable.clear();
      enabled.forEach((relay, i) => {
        if (isFailingOrFull(surveys[i]!, relay.maxConnections)) unusable.add(relay.id);
      });
    } catch (error) {
      onError(error as Error);
    } finally {
      looking = false;
    }
  }

  return {
    choices: () =>
      relays()
        .filter((relay) => relay.enabled)
        .map(({ id }) => ({ id, usable: !unusable.has(id) && !isSuspended(laneOf({ kind: "relay", relayId: id })) })),
    close: () => clearInterval(timer),
  };
}

/**
 * QK: a relay that is failing or full is passed over. Failing = its lane sleeps after an outage; then the next mail may try it again,
 * for nothing else would find out that it is back. Full = all its connections are in use and mail waits behind them.
 */
export function isFailingOrFull(survey: LaneSurvey, maxConnections: number): boolean {
  if (survey.outage && survey.outage.untilMs > survey.nowMs) return true;
  return survey.sessions >= maxConnections && survey.waiting > 0;
}
