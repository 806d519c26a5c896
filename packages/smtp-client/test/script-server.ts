import { createServer, type Socket } from "node:net";

/** The server's side of one connection, for scripts that say exactly what is sent and when. */
export interface Peer {
  readonly socket: Socket;
  /** All bytes received so far, latin1. */
  received: string;
  /** What each read of the socket brought. */
  readonly reads: string[];
  /** The next line without its CRLF; undefined when the client closed. */
  line(): Promise<string | undefined>;
  /** Bytes up to and with the final dot of a content. */
  content(): Promise<string | undefined>;
  /** Writes lines, each with CRLF. */
  say(...lines: string[]): void;
  raw(bytes: string | Buffer): void;
  end(): void;
  readonly closed: Promise<void>;
}

export interface ScriptServer {
  readonly port: number;
  readonly peers: Peer[];
  stop(): Promise<void>;
}

/** A TCP server on 127.0.0.1 that runs `script` for each connection. */
export async function startScriptServer(script: (peer: Peer, index: number) => Promise<void>): Promise<ScriptServer> {
  const peers: Peer[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    const peer = createPeer(socket);
    peers.push(peer);
    void script(peer, peers.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    peers,
    stop: async () => {
      for (const peer of peers) peer.socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function createPeer(socket: Socket): Peer {
  let taken = 0;
  let closed = false;
  let wake: (() => void) | undefined;
  const peer: Peer = {
    socket,
    received: "",
    reads: [],
    line: async () => {
      const text = await until("\r\n");
      return text?.slice(0, -2);
    },
    content: async () => {
      // The line end before the final dot may be the one of DATA.
      taken -= 2;
      return (await until("\r\n.\r\n"))?.slice(2);
    },
    say: (...lines) => void socket.write(lines.map((line) => `${line}\r\n`).join("")),
    raw: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
    closed: new Promise((resolve) => {
      socket.once("close", () => resolve());
    }),
  };
  async function until(mark: string): Promise<string | undefined> {
    for (;;) {
      const at = peer.received.indexOf(mark, taken);
      if (at !== -1) {
        const text = peer.received.slice(taken, at + mark.length);
        taken = at + mark.length;
        return text;
      }
      if (closed) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  socket.on("data", (chunk: Buffer) => {
    peer.reads.push(chunk.toString("latin1"));
    peer.received += chunk.toString("latin1");
    wake?.();
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    closed = true;
    wake?.();
  });
  return peer;
}

export const HANG = "(hang)";

export interface Behaviour {
  /** Lines of the EHLO reply behind the first one. */
  readonly capabilities?: readonly string[];
  readonly greeting?: string;
  /** Answer to a command line, if it is to be another one than the usual; lines joined with "\n"; "" = none; HANG = nothing any more. */
  readonly answer?: (line: string, peer: Peer) => string | undefined;
  /** Answer to the final dot. */
  readonly dot?: (content: string, peer: Peer) => string | undefined | Promise<string | undefined>;
}

/** An ordinary SMTP server, command by command, with answers of the test's own where it wants them. */
export function smtpScript(behaviour: Behaviour = {}): (peer: Peer) => Promise<void> {
  const { capabilities = ["PIPELINING", "8BITMIME", "SIZE 0"] } = behaviour;
  return async (peer) => {
    peer.say(behaviour.greeting ?? "220 mx.test ESMTP");
    for (;;) {
      const line = await peer.line();
      if (line === undefined) return;
      const answer = behaviour.answer?.(line, peer) ?? usualAnswer(line, capabilities);
      if (answer === HANG) return;
      if (answer !== "") peer.say(...answer.split("\n"));
      if (line === "QUIT") return peer.end();
      if (line !== "DATA" || !answer.startsWith("354")) continue;
      const content = await peer.content();
      if (content === undefined) return;
      const last = (await behaviour.dot?.(content, peer)) ?? "250 2.0.0 queued";
      if (last !== "") peer.say(...last.split("\n"));
    }
  };
}

function usualAnswer(line: string, capabilities: readonly string[]): string {
  const verb = line.split(/[ :]/)[0]!.toUpperCase();
  if (verb === "EHLO") {
    const lines = ["mx.test", ...capabilities];
    return lines.map((text, index) => `250${index === lines.length - 1 ? " " : "-"}${text}`).join("\n");
  }
  if (verb === "MAIL") return "250 2.1.0 ok";
  if (verb === "RCPT") return "250 2.1.5 ok";
  if (verb === "DATA") return "354 go ahead";
  if (verb === "QUIT") return "221 2.0.0 bye";
  if (verb === "RSET" || verb === "HELO") return "250 ok";
  return "500 5.5.2 unknown command";
}
