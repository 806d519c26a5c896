import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ConnectionGate } from "@postlane/limits";
import { BANNER } from "@postlane/mail";
import { SMTPServer } from "smtp-server";
import type { SMTPConnectionOptions } from "smtp-server/lib/smtp-connection.js";
import type { IngressContext } from "../session/context.ts";
import type { Certificate } from "../tls/certificate.ts";
import { IngressConnection } from "./ingress-connection.ts";
import { replies } from "./replies.ts";

export interface ServerOptions {
  /** TLS from the first byte, instead of STARTTLS. */
  readonly implicitTls: boolean;
  readonly certificate: Certificate;
  readonly gate: ConnectionGate;
}

/** How long a client that is turned away has to read why. */
const LINGER_MS = 1_000;

/** One listener: smtp-server with our connections, and the door in front of them. */
export class IngressServer extends SMTPServer {
  readonly context: IngressContext;
  readonly gate: ConnectionGate;

  constructor(context: IngressContext, { implicitTls, certificate, gate }: ServerOptions) {
    super({
      name: context.hostname,
      banner: BANNER,
      heloResponse: "%s",
      secure: implicitTls,
      key: certificate.key,
      cert: certificate.cert,
      minVersion: "TLSv1.2",
      // Only announces it; content is counted as it flows.
      size: context.policy.general.maxMessageBytes,
      hideDSN: false,
      hideENHANCEDSTATUSCODES: false,
      authMethods: ["PLAIN", "LOGIN"],
      // Who may send is decided at MAIL, by rule or login.
      authOptional: true,
      disableReverseLookup: true,
      socketTimeout: context.limits.idleMs,
      noDelay: true,
      // Scripts send all their commands, close their side and then read: the last reply must still reach them.
      // Not with TLS: who leaves during a handshake would be noticed at its deadline only.
      allowHalfOpen: !implicitTls,
      logger: false,
    });
    this.context = context;
    this.gate = gate;
    context.policy.onChange(() => {
      this.options.size = context.policy.general.maxMessageBytes;
    });
    // Clients that break off, failed handshakes: everyday things; without a listener one of them would end the process (hazard S20).
    this.on("error", (err) => context.logger.debug({ err }, "connection failed"));
    this.onConnect = (session, callback) => {
      const denied = context.policy.access(session.remoteAddress) === "deny";
      callback(denied ? new Error("denied by the access rules") : undefined);
    };
  }

  override connect(socket: Socket | TLSSocket, options?: SMTPConnectionOptions | null): void {
    const connection = new IngressConnection(this, socket, options);
    this.connections.add(connection);
    connection.on("error", (err: Error) => this._onError(err));
    connection.init();
  }

  override _acceptSocket(socket: Socket, handshake: boolean): (() => void) | false {
    this.context.metrics.connections.inc();
    if (!this.gate.enter(socket)) {
      this.#turnAway(socket, handshake);
      return false;
    }
    const release = super._acceptSocket(socket, handshake);
    return release && handshake ? this.#withDeadline(socket, release) : release;
  }

  #turnAway(socket: Socket, handshake: boolean): void {
    const { code, enhancedCode = "", text } = replies.tooManyConnections;
    this.context.metrics.refused.inc({ code: String(code), enhanced_code: enhancedCode });
    this.context.logger.warn({ client_address: socket.remoteAddress }, "too many connections");
    socket.on("error", () => {});
    // Before a handshake nothing can be said.
    if (handshake) return void socket.destroy();
    socket.end(`${code} ${enhancedCode} ${text}\r\n`);
    socket.resume();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  }

  /** A handshake that trickles would restart the library's idle clock with every byte. */
  #withDeadline(socket: Socket, release: () => void): () => void {
    const timer = setTimeout(() => {
      // The TLS socket on top: Node crashes when the one under a handshake is taken away.
      this._pendingSockets.get(socket)?.destroy();
    }, this.context.limits.handshakeMs).unref();
    socket.once("close", () => clearTimeout(timer));
    return () => {
      clearTimeout(timer);
      release();
    };
  }
}
