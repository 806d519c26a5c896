import { createServer } from "node:net";
import { StartError } from "./start-error.ts";

/**
 * Makes sure that a port can be listened on, so that the trouble is named before anything is started.
 * @param remedy what the user can do: `choose another with --smtp-port`
 */
export async function checkPort(host: string, port: number, remedy: string): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      { EADDRINUSE: "is taken by another program", EACCES: "may not be used by this user" }[code ?? ""] ?? message;
    throw new StartError(`Port ${port} on ${host} ${why}: ${remedy}.`, { cause: error });
  }
  await new Promise((resolve) => server.close(resolve));
}
