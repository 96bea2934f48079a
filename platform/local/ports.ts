/** TCP ports of the embedded servers: the wished one or the one of last time, else a free one near it. */
import { connect, createServer } from 'node:net';

const HOST = '127.0.0.1';
const NEARBY = 50;

/** Whether nobody listens on the port and we may. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port)) && !(await answers(port));
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: HOST, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Some systems let us listen beside a program that listens on all addresses: ask whether somebody answers. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port, timeout: 500 });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}

/**
 * @param wished first choice
 * @param taken  ports that are already given to others of us
 * @returns the wished port, or the next free one above it
 * @throws Error when there is none
 */
export async function choosePort(wished: number, taken: ReadonlySet<number>): Promise<number> {
  for (let port = wished; port <= Math.min(wished + NEARBY, 65_535); port++) {
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port from ${wished} to ${wished + NEARBY}. Choose another with ADJUTANT_…_PORT.`);
}
