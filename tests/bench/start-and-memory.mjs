// Prints: start to first answer, and memory over conversations, beside a plain Express JSON handler in the same run.
// Usage: npm run bench [-- conversations]
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const conversations = Number(process.argv[2] ?? 10_000);
const questions = [
  'do chicago police work with ICE?',
  'y en houston?',
  'ICE IS AT MY DOOR',
  'i need a lawyer 60608',
  'are there raids today',
];
const AT_ONCE = 16;

const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

async function ask(base, text) {
  const { conversationId, token } = await post(`${base}/v3/directline/conversations`, {});
  const headers = { authorization: `Bearer ${token}` };
  const path = `${base}/v3/directline/conversations/${conversationId}/activities`;
  await post(path, { type: 'message', from: { id: 'p' }, text }, headers);
  const { activities } = await (await fetch(path, { headers })).json();
  if (activities.length < 2) throw new Error('no answer');
}

async function inParallel(count, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      next += 1;
      await work(next);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return count / ((performance.now() - started) / 1000);
}

function startAmparo() {
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, 'src', 'amparo.mjs'), 'start'], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve) => {
    child.stdout.on('data', (data) => {
      const url = /http:\/\/\S+/.exec(String(data))?.[0];
      if (url) resolve({ child, url, started });
    });
  });
}

const starts = [];
for (let round = 0; round < 3; round += 1) {
  const { child, url, started } = await startAmparo();
  await ask(url, questions[0]);
  starts.push(Math.round(performance.now() - started));
  child.kill();
}

const app = express();
app.use(express.json());
app.post('/', (request, response) => response.json({ got: request.body.text }));
const plain = createServer(app).listen(0);
const plainUrl = `http://127.0.0.1:${plain.address().port}/`;
const { child, url } = await startAmparo();
const first = residentMb(child.pid);
await inParallel(200, (index) => ask(url, questions[index % questions.length]));
const plainRate = await inParallel(Math.min(conversations, 3000), () => post(plainUrl, { text: 'hello' }));
const memory = [];
let rate = 0;
for (let part = 1; part <= 5; part += 1) {
  rate = await inParallel(conversations / 5, (index) => ask(url, questions[index % questions.length]));
  memory.push(Math.round(residentMb(child.pid)));
}
child.kill();
plain.close();
console.log(
  JSON.stringify(
    {
      startToFirstAnswerMs: starts,
      residentMbAtStart: Math.round(first),
      conversations,
      residentMbAfterEachFifth: memory,
      conversationsPerSecond: Math.round(rate),
      requestsPerSecond: Math.round(rate * 3),
      plainExpressRequestsPerSecond: Math.round(plainRate),
      ratioOfRequests: Number(((rate * 3) / plainRate).toFixed(2)),
    },
    null,
    2,
  ),
);
