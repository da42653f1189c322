// Prints: Slack turns a second and their p50 and p99, from a signed event to its acknowledgement after the answer was
// posted to a Web API double, beside a bare Bolt echo in the same run. Usage: npm run bench:slack [-- turns [rounds]]
import { createHmac } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, QUESTIONS, start } from './load.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const turns = Number(process.argv[2] ?? 2000);
const rounds = Number(process.argv[3] ?? 5);
const AT_ONCE = 32;
const SECRET = 'f'.repeat(32);

let posts = 0;
const api = createServer((incoming, response) => {
  incoming.resume().on('end', () => {
    if (incoming.url.endsWith('chat.postMessage')) posts += 1;
    const user = { locale: 'en-US' };
    const body = { ok: true, ts: String(posts), bot_id: 'B1', user_id: 'UBOT', user };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
});
await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
const environment = {
  ...process.env,
  PORT: '0',
  LOG_LEVEL: 'silent',
  TRANSCRIPTS: 'off',
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_BOT_TOKEN: 'xoxb-1-bench',
  SLACK_API_URL: `http://127.0.0.1:${api.address().port}/api/`,
};

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
let count = 0;

function post(url, text) {
  count += 1;
  const event = {
    type: 'message',
    channel: `D${count % 200}`,
    channel_type: 'im',
    user: `U${count % 50}`,
    ts: `17.${count}`,
    text,
  };
  const body = JSON.stringify({ type: 'event_callback', team_id: 'T1', event_id: `Ev${count}`, event });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/slack/events`, { method: 'POST', agent, headers }, (response) => {
      response
        .resume()
        .on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function measureTurns(url, howMany) {
  const before = posts;
  const figures = await measure(howMany, AT_ONCE, (which) => post(url, QUESTIONS[which % QUESTIONS.length]));
  if (posts - before < howMany) throw new Error('not every turn was answered');
  return { ...figures, messagesPerTurn: Math.round(((posts - before) / howMany) * 10) / 10 };
}

const amparo = await start(join(root, 'src', 'amparo.mjs'), ['start'], environment);
const echo = await start(join(here, 'slack-echo.mjs'), [], environment);
try {
  await measureTurns(amparo.url, 300);
  await measureTurns(echo.url, 300);
  const ratios = [];
  for (let round = 0; round < rounds; round += 1) {
    const own = await measureTurns(amparo.url, turns);
    const bare = await measureTurns(echo.url, turns);
    ratios.push(own.turnsPerSecond / bare.turnsPerSecond);
    console.log(JSON.stringify({ round: round + 1, amparo: own, bareBoltEcho: bare }));
  }
  ratios.sort((a, b) => a - b);
  console.log(`ratio of rates, median of ${rounds}: ${ratios[Math.floor(rounds / 2)].toFixed(2)}`);
} finally {
  amparo.child.kill();
  echo.child.kill();
  api.close();
  agent.destroy();
}
process.exit(0);
