import { Secret, TOTP } from 'otpauth';
import type { Keys } from '../../src/browser/staff/keys.js';
import type { Me } from '../../src/staff/index.js';

export function codeOf(secret: string, now = Date.now()): string {
  return new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp: now });
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server said
  readonly body: any;
  readonly headers: Headers;
}

/** A member of staff who talks to the server as the console does, over real HTTP, without a browser. */
export class Member {
  cookie: string | null = null;
  me: Me | null = null;
  loginSecret = '';
  totpSecret = '';
  recovery = '';
  privateKey: Uint8Array = new Uint8Array();

  constructor(
    readonly url: string,
    readonly keys: Keys,
    readonly name: string,
    readonly passphrase = 'correct horse battery staple',
  ) {}

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.url}/staff/api${path}`, {
      method,
      headers: {
        origin: this.url,
        'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(this.me ? { 'x-amparo-csrf': this.me.csrf } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const set = response.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0] ?? null;
    return { status: response.status, body: await response.json(), headers: response.headers };
  }

  /** Enrols with a code from the terminal; the first admin makes the review key. */
  async enrol(code: string, now = Date.now()): Promise<Answer> {
    const { keys } = this;
    const start = await this.call('POST', '/enrol/start', { code });
    if (start.status !== 200) return start;
    const kdf = keys.newKdf();
    const { loginSecret, wrappingKey } = keys.fromPassphrase(this.passphrase, kdf);
    const own = keys.newKeyPair();
    this.privateKey = own.privateKey;
    this.loginSecret = keys.encode(loginSecret);
    this.totpSecret = keys.newTotpSecret();
    let first: object | undefined;
    if (start.body.isFirst) {
      const review = keys.newKeyPair();
      const recovery = keys.newRecoveryKey();
      this.recovery = recovery.text;
      first = {
        reviewPublicKey: keys.encode(review.publicKey),
        sealedToSelf: keys.encode(keys.seal(review.privateKey, own.publicKey)),
        recoveryPublicKey: keys.encode(recovery.pair.publicKey),
        sealedToRecovery: keys.encode(keys.seal(review.privateKey, recovery.pair.publicKey)),
      };
    }
    const answer = await this.call('POST', '/enrol/finish', {
      code,
      kdf,
      loginSecret: this.loginSecret,
      publicKey: keys.encode(own.publicKey),
      wrappedPrivateKey: keys.encode(keys.wrap(own.privateKey, wrappingKey)),
      totpSecret: this.totpSecret,
      totpCode: codeOf(this.totpSecret, now),
      ...(first ? { first } : {}),
    });
    if (answer.status === 200) this.me = answer.body as Me;
    return answer;
  }

  async login(now = Date.now()): Promise<Answer> {
    const answer = await this.call('POST', '/login', {
      name: this.name,
      loginSecret: this.loginSecret,
      totpCode: codeOf(this.totpSecret, now),
    });
    if (answer.status === 200) this.me = answer.body as Me;
    return answer;
  }
}
