import type { Socket } from "node:net";
import { addressGroup } from "./address-group.ts";

export interface ConnectionGateOptions {
  readonly maxConnections: number;
  /** Of one address (IPv6: one /64). */
  readonly maxConnectionsPerAddress: number;
  /** Addresses that many clients have in common count in all only: loopback, proxies. */
  readonly isShared: (address: string) => boolean;
}

/** How many connections a process takes, in all and of one address (hazard S18). */
export interface ConnectionGate {
  /** Counts the socket until it closes. @returns false when there are too many already */
  enter(socket: Socket): boolean;
  /** Listens for the close of a counted socket again, after its listeners were removed (STARTTLS does that). */
  watch(socket: Socket): void;
  readonly open: number;
}

export function createConnectionGate(options: ConnectionGateOptions): ConnectionGate {
  const { maxConnections, maxConnectionsPerAddress, isShared } = options;
  const perAddress = new Map<string, number>();
  const leaving = new WeakMap<Socket, () => void>();
  let open = 0;

  function count(group: string | undefined, by: 1 | -1): void {
    open += by;
    if (group === undefined) return;
    const now = (perAddress.get(group) ?? 0) + by;
    if (now === 0) perAddress.delete(group);
    else perAddress.set(group, now);
  }

  return {
    enter(socket) {
      const address = socket.remoteAddress ?? "";
      const group = isShared(address) ? undefined : addressGroup(address);
      if (open >= maxConnections) return false;
      if (group !== undefined && (perAddress.get(group) ?? 0) >= maxConnectionsPerAddress) return false;
      count(group, 1);
      let left = false;
      const leave = (): void => {
        if (!left) count(group, -1);
        left = true;
      };
      leaving.set(socket, leave);
      socket.once("close", leave);
      return true;
    },
    watch(socket) {
      const leave = leaving.get(socket);
      if (leave) socket.once("close", leave);
    },
    get open() {
      return open;
    },
  };
}
