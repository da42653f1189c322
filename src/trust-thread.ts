import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  type FoundForTrust,
  fitTrust,
  type StartTrust,
  type TrainingInput,
  type Trust,
} from './understanding/index.js';

/** What the second thread is given. */
export interface TrustJob {
  readonly input: TrainingInput;
  readonly port: MessagePort;
  /** Two numbers, 0 until something lies in the port: what was found for the second thread, the answer for the first. */
  readonly flags: Int32Array<SharedArrayBuffer>;
}

const FOUND = 0;
const ANSWER = 1;
/** Longer than any learning takes; a thread that never answers is not waited for. */
const PATIENCE_MS = 180_000;
/** Learning makes many short-lived objects; with little room for them much of its time goes into moving them. */
const YOUNG_MEGABYTES = 64;

function post(port: MessagePort, flags: TrustJob['flags'], flag: number, message: unknown): void {
  port.postMessage(message);
  raise(flags, flag);
}

function raise(flags: TrustJob['flags'], flag: number): void {
  Atomics.store(flags, flag, 1);
  Atomics.notify(flags, flag);
}

/** What the other thread posts; null where nothing comes. */
function take<Message>(port: MessagePort, flags: TrustJob['flags'], flag: number): Message | null {
  Atomics.wait(flags, flag, 0, PATIENCE_MS);
  const taken = receiveMessageOnPort(port) as { message: Message } | undefined;
  return taken?.message ?? null;
}

/** In the second thread: fits and answers. A thread that breaks answers nothing, and the first one does it itself. */
export function answerTrustJob({ input, port, flags }: TrustJob): void {
  try {
    const trust = fitTrust(input, () => take<FoundForTrust>(port, flags, FOUND));
    port.postMessage(trust);
  } finally {
    raise(flags, ANSWER);
  }
}

/**
 * Learning takes two networks, one to serve and one to judge; where there are two processors they are trained side by
 * side. The same numbers come out as from one thread.
 */
export const startTrustThread: StartTrust = (input) => {
  const path = fileURLToPath(new URL('./trust-worker.js', import.meta.url));
  // Run from its sources, as by the tests, there is no built file to start.
  if (availableParallelism() < 2 || !existsSync(path)) return null;
  const { port1, port2 } = new MessageChannel();
  const flags = new Int32Array(new SharedArrayBuffer(8));
  const job: TrustJob = { input, port: port2, flags };
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
  const worker = new Worker(path, { workerData: job, transferList: [port2], resourceLimits });
  worker.on('error', () => {});
  worker.unref();
  return {
    give: (found) => post(port1, flags, FOUND, found),
    wait() {
      const trust = take<Trust>(port1, flags, ANSWER);
      port1.close();
      void worker.terminate();
      return trust ?? fitTrust(input);
    },
  };
};
