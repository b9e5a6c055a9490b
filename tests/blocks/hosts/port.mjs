// Prints a port of this machine that nobody listens on.
import net from 'node:net';

const server = net.createServer().listen(0, '127.0.0.1', () => {
  console.log(server.address().port);
  server.close();
});
