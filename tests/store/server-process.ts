import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../src/server.js';

const READY_MS = 50_000;

/** The server as it is installed, in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** As the machine does when it fails: no signal that the server could answer. */
  crash(): Promise<void>;
  /** As an operator does. */
  stop(): Promise<number | null>;
}

/** Settings of one process; nothing of the tests' own environment comes in but the path. */
export function processEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', ...settings };
}

/**
 * Starts `amparo start` and waits until it is ready.
 *
 * @param logFile takes all that it writes, both streams; appended to.
 */
export async function startServerProcess(
  settings: Readonly<Record<string, string>> & { readonly PORT: string },
  logFile: string,
): Promise<ServerProcess> {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [join(ROOT, 'src', 'amparo.mjs'), 'start'], {
    env: processEnvironment(settings),
    stdio: ['ignore', log, log],
    cwd: ROOT,
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${settings.PORT}`;
  await ready(url, child, logFile);
  return {
    url,
    crash: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function ready(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}; see ${logFile}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`the server was not ready in ${READY_MS} ms; see ${logFile}`);
}
