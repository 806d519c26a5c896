import type { MessagePage, MessageTrace } from "@postlane/contract";
import type { Submitted, Told } from "./audit.ts";
import type { World } from "./world.ts";

/** What the api says of a message; undefined when it does not know it (yet). */
export async function askTold(world: World, mail: Submitted): Promise<Told | undefined> {
  try {
    const id = mail.messageId ?? (await findId(world, mail));
    if (id === undefined) return undefined;
    const trace = (await world.askApi(`/v1/messages/${id}`)) as MessageTrace;
    const uncertain = trace.records.filter((record) => record.uncertain === true);
    return {
      states: Object.fromEntries(trace.recipients.map(({ address, state }) => [address, state])),
      uncertain: uncertain.flatMap((record) => record.recipients),
    };
  } catch {
    return undefined;
  }
}

/** A client without an answer knows no id; its recipients are its own. */
async function findId(world: World, mail: Submitted): Promise<string | undefined> {
  const query = `recipient=${encodeURIComponent(mail.recipients[0]!)}`;
  const page = (await world.askApi(`/v1/messages?${query}`)) as MessagePage;
  return page.items[0]?.id;
}
