// Opens many SMTP sessions, says EHLO on each and holds them: `node hold-connections.mjs <port> <how many>`.
// Tells `held <n>` when all stand, `lost <n>` whenever one ends, and leaves when its standard input does.
import { connect } from "node:net";

const [port, wanted] = process.argv.slice(2).map(Number);
const IN_A_ROW = 250;
let held = 0;
let opened = 0;

function open() {
  if (opened === wanted) return;
  opened++;
  const socket = connect(port, "127.0.0.1");
  let greeted = false;
  socket.on("data", (data) => {
    if (!greeted) {
      greeted = true;
      socket.write("EHLO holder.example\r\n");
    } else if (/^250 /m.test(data)) {
      held++;
      if (held === wanted) process.stdout.write(`held ${held}\n`);
      open();
    }
  });
  socket.on("error", () => {});
  socket.on("close", () => process.stdout.write("lost 1\n"));
}

for (let n = 0; n < IN_A_ROW; n++) open();
process.stdin.resume().on("end", () => process.exit(0));
