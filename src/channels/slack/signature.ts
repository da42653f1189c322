import { createHmac, timingSafeEqual } from 'node:crypto';

/** A request older than this may be a replay (Slack, "Verifying requests from Slack"). */
const MOST_SECONDS = 300;

export interface SignedRequest {
  /** The body as it came, byte for byte. */
  readonly body: Buffer;
  /** `X-Slack-Request-Timestamp`. */
  readonly timestamp: string | undefined;
  /** `X-Slack-Signature`. */
  readonly signature: string | undefined;
}

/**
 * Whether a request comes from Slack: HMAC-SHA256 over version, time and raw body with the app's signing secret.
 *
 * @param nowMs milliseconds since 1970, UTC.
 * @see Slack, "Verifying requests from Slack"
 */
export function isFromSlack({ body, timestamp, signature }: SignedRequest, secret: string, nowMs: number): boolean {
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > MOST_SECONDS) return false;
  const expected = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
  const [one, other] = [Buffer.from(expected), Buffer.from(signature)];
  return one.length === other.length && timingSafeEqual(one, other);
}
