import { type Cluster, Redis } from "ioredis";

/**
 * Lets the commands of one turn of the event loop leave in one write. ioredis writes each command by itself; gathered,
 * they cost a third less CPU here and share an fsync in Redis. Nothing waits longer than the turn in which it was issued.
 */
export function corkWrites(client: Redis | Cluster): void {
  if (client instanceof Redis) corkNode(client);
  else client.on("+node", corkNode);
}

function corkNode(redis: Redis): void {
  const send = redis.sendCommand.bind(redis);
  let corked = false;
  redis.sendCommand = (command, stream) => {
    const socket = redis.stream;
    if (!corked && !stream && redis.status === "ready" && socket) {
      corked = true;
      socket.cork();
      setImmediate(() => {
        corked = false;
        socket.uncork();
      });
    }
    return send(command, stream);
  };
}
