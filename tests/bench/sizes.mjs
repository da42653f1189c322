// Prints the bytes of what a browser loads, file by file: raw, gzip, brotli. Usage: npm run sizes
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const files = JSON.parse(readFileSync(join(root, 'dist', 'public', 'files.json'), 'utf8'));
const { startServer } = await import(pathToFileURL(join(root, 'dist', 'server.js')).href);
const server = await startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 });
const sizes = new Map();

for (const path of [
  ...Object.values(files).map((file) => file.path),
  '/sw.js',
  '/chat?lang=en',
  ...['en', 'es'].flatMap((language) => [`/start/${language}.json`, `/pack/${language}.json`]),
]) {
  const body = Buffer.from(await (await fetch(server.url + path)).arrayBuffer());
  sizes.set(path, [body.length, gzipSync(body, { level: 9 }).length, brotliCompressSync(body).length]);
}
await server.close();

const line = (name, numbers) => console.log(name.padEnd(44), ...numbers.map((number) => String(number).padStart(9)));
const sum = (...paths) =>
  paths.map((path) => sizes.get(path)).reduce((total, each) => total.map((value, index) => value + each[index]));
line('bytes', ['raw', 'gzip', 'brotli']);
for (const [path, numbers] of sizes) line(path, numbers);
line('widget, before the first word', sum(files.widget.path, files.panel.path, '/start/en.json'));
line('/chat, before the first word', sum('/chat?lang=en', files.page.path, files.chat.path, '/start/en.json'));
