import { workerData } from 'node:worker_threads';
import { answerTrustJob, type TrustJob } from './trust-thread.js';

// Fits, beside the thread that trains the network, how far to trust it (see `trust-thread.ts`).
answerTrustJob(workerData as TrustJob);
