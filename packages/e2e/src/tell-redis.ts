import { connect } from "node:net";
import { once } from "node:events";

/** Sends Redis one command and returns its answer as it came. @throws Error when it is an error */
export async function tellRedis(port: number, command: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  try {
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (answer[0] === 0x2d) throw new Error(`${command}: ${answer.toString()}`);
    return answer.toString();
  } finally {
    socket.destroy();
  }
}
