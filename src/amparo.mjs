#!/usr/bin/env node
// The command `amparo`: builds when something changed, then runs src/cli.ts as built.
import { buildIfChanged } from './build.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Amparo needs Node.js 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
await buildIfChanged((line) => process.stderr.write(`${line}\n`));
const { run } = await import('../dist/cli.js');
await run(process.argv);
