import { randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { Accepted, ContentFacts, Intake, Submission } from "@postlane/intake";

export interface Taken {
  readonly submission: Submission;
  readonly content: Buffer;
  /** How content came: in one piece or as a stream. */
  readonly streamed: boolean;
  readonly facts: ContentFacts;
}

export interface RecordingIntake extends Intake {
  readonly taken: Taken[];
  /** What messages failed of that were handed over. */
  readonly failures: unknown[];
  /** Runs before a message counts as taken; a rejection refuses it. */
  beforeCommit: (submission: Submission) => Promise<void> | void;
  /** Domains without a route, and why. */
  readonly routeProblems: Map<string, string>;
}

/** The port with nothing behind it but a list. */
export function createRecordingIntake(): RecordingIntake {
  const intake: RecordingIntake = {
    taken: [],
    failures: [],
    beforeCommit: () => {},
    routeProblems: new Map(),
    newMessageId: () => randomUUID(),
    lookUp: () => undefined,
    routeProblem: (domain) => intake.routeProblems.get(domain),
    accept: (submission) =>
      take(submission).catch((error: unknown) => {
        intake.failures.push(error);
        throw error;
      }),
  };
  async function take(submission: Submission): Promise<Accepted> {
    const streamed = !Buffer.isBuffer(submission.content);
    const content = Buffer.isBuffer(submission.content) ? submission.content : await buffer(submission.content);
    await intake.beforeCommit(submission);
    intake.taken.push({ submission, content, streamed, facts: submission.facts() });
    return { messageId: submission.messageId, sizeBytes: content.length, suppressed: 0 };
  }
  return intake;
}
