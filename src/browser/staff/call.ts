import { isWord, type WordId } from './words.js';

/** What the server refused, by the id of the words for it. */
export class CallError extends Error {
  override readonly name = 'CallError';
  constructor(
    readonly code: WordId,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
  }
}

let csrf = '';
let onSignedOut = (): void => undefined;

/** Sets the token that goes with changes, and what happens when the session is over. */
export function useSession(token: string, signedOut: () => void): void {
  csrf = token;
  onSignedOut = signedOut;
}

/**
 * One call of the API. Its answers are our own server's and typed by `src/staff/contract.ts`.
 *
 * @throws {CallError} for every refusal and when the server cannot be reached.
 */
export async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/staff/api${path}`, {
      method,
      credentials: 'same-origin',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), 'x-amparo-csrf': csrf },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new CallError('Offline');
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  const error = (answer as { error?: Record<string, unknown> } | null)?.error ?? {};
  const code = String(error.code ?? '');
  if (code === 'NotSignedIn') onSignedOut();
  throw new CallError(isWord(code) ? code : 'Broken', error);
}
