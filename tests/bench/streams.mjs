// Prints what thousands of idle WebSocket streams cost a really started server, and whether a turn is answered meanwhile.
// Usage: npm run bench:streams [-- streams]. Each stream is a conversation of its own; clients are processes of their own,
// because a process may hold only so many open files (see ulimit -n).
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const AT_ONCE = 32;
const TURNS = 200;
const QUESTION = 'do chicago police work with ICE?';

async function post(url, body, token) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

/** Begins a conversation and opens its stream. */
async function openStream(base) {
  const started = await post(`${base}/v3/directline/conversations`, {});
  const socket = new WebSocket(started.streamUrl, { perMessageDeflate: false });
  await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
  return { started, socket };
}

async function inParallel(count, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      next += 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** A client process: opens its streams, tells it, and keeps them. */
async function client(base, count) {
  let closed = 0;
  await inParallel(count, async () => {
    const { socket } = await openStream(base);
    socket.on('close', () => {
      closed += 1;
    });
  });
  process.send({ opened: count });
  process.on('message', () => process.send({ closed }));
}

const memoryOf = (pid) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
};
const at = (values, part) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? 0;
const rounded = (value) => Number(value.toFixed(1));

/** Asks over an open stream; milliseconds until the answer came on it. */
async function turnTimes(base, count) {
  const times = [];
  const { started, socket } = await openStream(base);
  for (let turn = 0; turn < count; turn += 1) {
    const heard = new Promise((resolve) => {
      const take = (data) => {
        if (!JSON.parse(String(data)).activities.some(({ from }) => from.role === 'bot')) return;
        socket.off('message', take);
        resolve();
      };
      socket.on('message', take);
    });
    const asked = performance.now();
    const path = `${base}/v3/directline/conversations/${started.conversationId}/activities`;
    await post(path, { type: 'message', from: { id: 'person' }, text: QUESTION }, started.token);
    await heard;
    times.push(performance.now() - asked);
  }
  socket.close();
  return { p50Ms: rounded(at(times, 0.5)), p99Ms: rounded(at(times, 0.99)) };
}

async function measure(wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'amparo-streams-'));
  const server = spawn(process.execPath, [join(root, 'src', 'amparo.mjs'), 'start'], {
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      LOG_LEVEL: 'silent',
      RATE_LIMIT_PER_MINUTE: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const base = await new Promise((resolve) => {
    server.stdout.on('data', (data) => {
      const url = /http:\/\/\S+/.exec(String(data))?.[0];
      if (url) resolve(url);
    });
  });
  // A server that has answered before: what it needs at the first turns is not counted to the streams.
  await turnTimes(base, TURNS);
  const before = { memoryKb: memoryOf(server.pid), turn: await turnTimes(base, TURNS) };
  const processes = 2;
  const clients = Array.from({ length: processes }, () =>
    fork(fileURLToPath(import.meta.url), ['client', base, String(wanted / processes)]),
  );
  const began = performance.now();
  const answerOf = (each) => new Promise((resolve) => each.once('message', resolve));
  await Promise.all(clients.map(answerOf));
  const openedInSeconds = (performance.now() - began) / 1000;
  // Past the server's pings, so that all streams have answered one.
  await new Promise((resolve) => setTimeout(resolve, 35_000));
  const memoryKb = memoryOf(server.pid);
  const turn = await turnTimes(base, TURNS);
  const closed = await Promise.all(
    clients.map((each) => {
      const answer = answerOf(each);
      each.send('how many are closed?');
      return answer;
    }),
  );
  for (const each of clients) each.kill();
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const afterKb = memoryOf(server.pid);
  server.kill();
  rmSync(folder, { recursive: true, force: true });
  return {
    streams: wanted,
    closedMeanwhile: closed.reduce((sum, each) => sum + each.closed, 0),
    openedPerSecond: Math.round(wanted / openedInSeconds),
    residentMb: {
      before: Math.round(before.memoryKb / 1024),
      withStreams: Math.round(memoryKb / 1024),
      afterClosing: Math.round(afterKb / 1024),
    },
    kilobytesPerStream: rounded((memoryKb - before.memoryKb) / wanted),
    turnBefore: before.turn,
    turnMeanwhile: turn,
  };
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'client') await client(rest[0], Number(rest[1]));
else console.log(JSON.stringify(await measure(Number(command ?? 5000)), null, 2));
