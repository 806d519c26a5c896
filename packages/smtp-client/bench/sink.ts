import { createServer } from "node:net";

/** The least an SMTP server can do: answers by counting lines, looks at nothing. Prints its port. */
const server = createServer({ noDelay: true }, (socket) => {
  let inContent = false;
  let tail = "";
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    let text = tail + chunk.toString("latin1");
    let out = "";
    for (;;) {
      if (inContent) {
        const end = text.indexOf("\r\n.\r\n");
        if (end === -1) {
          text = text.slice(-4);
          break;
        }
        inContent = false;
        text = text.slice(end + 5);
        out += "250 2.0.0 Ok: queued\r\n";
      }
      const end = text.indexOf("\r\n");
      if (end === -1) break;
      const verb = text.slice(0, 4);
      // The content may begin right with its final dot: leave it the line end of DATA.
      text = text.slice(verb === "DATA" ? end : end + 2);
      if (verb === "EHLO") out += "250-sink\r\n250-PIPELINING\r\n250-SIZE 0\r\n250 8BITMIME\r\n";
      else if (verb === "MAIL") out += "250 2.1.0 Ok\r\n";
      else if (verb === "RCPT") out += "250 2.1.5 Ok\r\n";
      else if (verb === "DATA") {
        inContent = true;
        out += "354 End data with <CR><LF>.<CR><LF>\r\n";
      } else if (verb === "QUIT") out += "221 2.0.0 Bye\r\n";
      else out += "250 2.0.0 Ok\r\n";
    }
    tail = text;
    if (out !== "") socket.write(out, "latin1");
  });
  socket.write("220 sink ESMTP\r\n");
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as { port: number }).port}\n`);
});
