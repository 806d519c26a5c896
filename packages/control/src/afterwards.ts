import type { LaneKey } from "@postlane/mail";
import type { ControlDeps } from "./types.ts";

/** What is done to lanes once for many deliveries: taking out what has no business there any more, and calling sessions. */
export interface Afterwards {
  forget(deliveryId: string, lane: LaneKey): void;
  call(lane: LaneKey): void;
  /** @param left told of each delivery that was taken out of a lane */
  run(left: (deliveryId: string, lane: LaneKey) => Promise<void>): Promise<void>;
}

export function createAfterwards({
  contents,
  lanes,
  maxConnections,
}: Pick<ControlDeps, "contents" | "lanes" | "maxConnections">): Afterwards {
  const called = new Set<LaneKey>();
  const forgotten = new Map<LaneKey, string[]>();
  return {
    forget(deliveryId, lane) {
      const ids = forgotten.get(lane);
      if (ids) ids.push(deliveryId);
      else forgotten.set(lane, [deliveryId]);
    },
    call: (lane) => void called.add(lane),
    async run(left) {
      for (const [lane, ids] of forgotten) {
        await contents.forget(ids, lane);
        await Promise.all(ids.map((deliveryId) => left(deliveryId, lane)));
      }
      await Promise.all([...called].map((lane) => lanes.callSession(lane, maxConnections(lane))));
    },
  };
}
