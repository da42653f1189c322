import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { fitTrust, type StartTrust, type TrainingInput, type Trust } from './understanding/index.js';

/** What the second thread is given. */
export interface TrustJob {
  readonly input: TrainingInput;
  readonly port: MessagePort;
  /** One number: 0 until the answer lies in the port. */
  readonly done: Int32Array<SharedArrayBuffer>;
}

/** Longer than any learning takes; a thread that never answers is not waited for. */
const PATIENCE_MS = 180_000;

/** In the second thread: fits and answers. A thread that breaks answers nothing, and the first one does it itself. */
export function answerTrustJob({ input, port, done }: TrustJob): void {
  try {
    port.postMessage(fitTrust(input));
  } finally {
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  }
}

/**
 * Learning takes two networks, one to serve and one to judge; where there are two processors they are trained side by
 * side. The same numbers come out as from one thread.
 */
export const startTrustThread: StartTrust = (input) => {
  const path = fileURLToPath(new URL('./trust-worker.js', import.meta.url));
  // Run from its sources, as by the tests, there is no built file to start.
  if (availableParallelism() < 2 || !existsSync(path)) return () => fitTrust(input);
  const { port1, port2 } = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const job: TrustJob = { input, port: port2, done };
  const worker = new Worker(path, { workerData: job, transferList: [port2] });
  worker.on('error', () => {});
  worker.unref();
  return () => {
    Atomics.wait(done, 0, 0, PATIENCE_MS);
    const answer = receiveMessageOnPort(port1) as { message: Trust } | undefined;
    port1.close();
    void worker.terminate();
    return answer?.message ?? fitTrust(input);
  };
};
