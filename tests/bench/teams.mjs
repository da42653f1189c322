// Prints: Teams turns a second and their p50 and p99, with expectReplies and the token checked, beside a bare CloudAdapter
// echo with the same check in the same run. Usage: npm run bench:teams [-- turns [rounds]]
import { generateKeyPairSync } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jwt from 'jsonwebtoken';
import { measure, QUESTIONS, start } from './load.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const turns = Number(process.argv[2] ?? 3000);
const rounds = Number(process.argv[3] ?? 5);
const AT_ONCE = 32;
const APP_ID = '01234567-89ab-cdef-0123-456789abcdef';
const TENANT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const SERVICE = 'https://smba.example.test/amer/';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const issuer = createServer((incoming, response) => {
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench', use: 'sig', endorsements: ['msteams'] };
  const base = `http://127.0.0.1:${issuer.address().port}`;
  const body = incoming.url === '/keys' ? { keys: [jwk] } : { jwks_uri: `${base}/keys` };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
});
await new Promise((resolve) => issuer.listen(0, '127.0.0.1', resolve));
const issuerUrl = `http://127.0.0.1:${issuer.address().port}`;
const token = jwt.sign({ iss: issuerUrl, aud: APP_ID, serviceurl: SERVICE }, privateKey, {
  algorithm: 'RS256',
  keyid: 'bench',
  expiresIn: 3600,
});
const environment = {
  ...process.env,
  PORT: '0',
  LOG_LEVEL: 'silent',
  MicrosoftAppId: APP_ID,
  MicrosoftAppPassword: 'not-a-real-secret',
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppTenantId: TENANT,
  ToBotFromChannelTokenIssuer: issuerUrl,
  ToBotFromChannelOpenIdMetadataUrl: `${issuerUrl}/openid`,
  ToBotFromEmulatorOpenIdMetadataUrl: `${issuerUrl}/openid`,
  ToChannelFromBotLoginUrl: `https://login.example.test/${TENANT}`,
  ToChannelFromBotOAuthScope: 'https://api.example.test',
};

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
let count = 0;

function post(url, text) {
  count += 1;
  const body = JSON.stringify({
    type: 'message',
    id: String(count),
    channelId: 'msteams',
    serviceUrl: SERVICE,
    from: { id: '29:person' },
    recipient: { id: '28:bot' },
    conversation: { id: `a:${count}`, tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    deliveryMode: 'expectReplies',
    locale: 'en-US',
    text,
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/messages`, { method: 'POST', agent, headers }, (response) => {
      let size = 0;
      response.on('data', (data) => {
        size += data.length;
      });
      response.on('end', () =>
        response.statusCode === 200 && size > 20 ? resolve() : reject(new Error(`${response.statusCode}`)),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const measureTurns = (url, howMany) =>
  measure(howMany, AT_ONCE, (which) => post(url, QUESTIONS[which % QUESTIONS.length]));

const amparo = await start(join(root, 'src', 'amparo.mjs'), ['start'], environment);
const echo = await start(join(here, 'teams-echo.mjs'), [], environment);
await measureTurns(amparo.url, 300);
await measureTurns(echo.url, 300);
const all = [];
for (let round = 0; round < rounds; round += 1) {
  const bare = await measureTurns(echo.url, turns);
  const ours = await measureTurns(amparo.url, turns);
  all.push({ amparo: ours, bareEcho: bare, ratio: Number((ours.turnsPerSecond / bare.turnsPerSecond).toFixed(2)) });
}
for (const { child } of [amparo, echo]) child.kill();
issuer.close();
agent.destroy();
const ratios = all.map(({ ratio }) => ratio).sort((a, b) => a - b);
console.log(
  JSON.stringify({ turns, atOnce: AT_ONCE, rounds: all, medianRatio: ratios[Math.floor(ratios.length / 2)] }, null, 2),
);
