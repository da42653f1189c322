// What the benches of channels share: a server as a process of its own, and load on it.
import { spawn } from 'node:child_process';

/** Starts a program that prints its address; gives the process and the address. */
export function start(file, args, environment) {
  const child = spawn(process.execPath, [file, ...args], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => {
    child.stdout.on('data', (data) => {
      const url = /http:\/\/[^\s]*:\d+/.exec(String(data))?.[0];
      if (url) resolve({ child, url });
    });
  });
}

/** Runs so many turns, so many at once; `turn` is told which one it is. */
export async function measure(howMany, atOnce, turn) {
  const times = [];
  let next = 0;
  const worker = async () => {
    while (next < howMany) {
      const which = next;
      next += 1;
      const began = performance.now();
      await turn(which);
      times.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, worker));
  const rate = howMany / ((performance.now() - began) / 1000);
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.floor((times.length - 1) * share)] * 10) / 10;
  return { turnsPerSecond: Math.round(rate), p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** What is asked, in turn. */
export const QUESTIONS = [
  'do chicago police work with ICE?',
  'y en houston?',
  'ICE IS AT MY DOOR',
  'i need a lawyer 60608',
  'are there raids today',
];
