import { createHash } from 'node:crypto';

/** Namespace of our ids, made once at random. */
const NAMESPACE = Buffer.from('7f3c1f0e5a5d4c1e9b1a2d6c8e4f7a31', 'hex');
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The UUID under which HSDS knows something of ours: the same on every node and in every export.
 *
 * @see HSDS 3.0, "identifiers"; RFC 9562 section 5.5 (version 5)
 */
export function hsdsId(kind: string, id: string): string {
  if (UUID.test(id)) return id.toLowerCase();
  const hash = createHash('sha1').update(NAMESPACE).update(`${kind}/${id}`).digest().subarray(0, 16);
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
