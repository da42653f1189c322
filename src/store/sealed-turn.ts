import { z } from 'zod';
import { loadSodium, type ReviewKey } from './review-key.js';

/** One turn as it lies inside its seal. The utterance is masked before it comes here. */
export const SealedTurn = z.object({
  v: z.literal(1),
  /** Where it belongs: a seal moved to another conversation or place in it is damage too. */
  conversation: z.string(),
  seq: z.number().int(),
  /** Masked; null where a button was tapped. */
  said: z.string().nullable(),
  choice: z.string().nullable(),
  language: z.string().nullable(),
  topic: z.string().nullable(),
  action: z.string().nullable(),
  confidence: z.number().nullable(),
  emergency: z.boolean(),
  place: z.string().nullable(),
  alternatives: z.array(z.object({ topic: z.string(), confidence: z.number().nullable() })),
  replies: z.array(z.object({ text: z.string(), topic: z.string().nullable(), version: z.string().nullable() })),
});
export type SealedTurn = z.infer<typeof SealedTurn>;

/** Lengths are rounded up to this, so that a seal does not tell how much was written. */
const PADDED_BYTES = 256;

/** `crypto_box_seal` over the JSON in UTF-8, padded with spaces, which JSON allows at its end. */
export async function sealTurn(turn: SealedTurn, key: ReviewKey): Promise<Uint8Array> {
  const sodium = await loadSodium();
  const json = Buffer.from(JSON.stringify(turn));
  const padded = Buffer.alloc(Math.ceil(json.length / PADDED_BYTES) * PADDED_BYTES, ' ');
  json.copy(padded);
  return sodium.crypto_box_seal(padded, key.publicKey);
}

/**
 * Opens a turn with the private key; the server has none, this is for staff tools and tests.
 *
 * @returns null when it is damaged, of another key, or stands in a place that is not its own.
 */
export async function openTurn(
  row: { readonly conversation_id: string; readonly seq: number; readonly sealed: Uint8Array },
  privateKey: Uint8Array,
): Promise<SealedTurn | null> {
  const sodium = await loadSodium();
  try {
    const publicKey = sodium.crypto_scalarmult_base(privateKey);
    const bytes = sodium.crypto_box_seal_open(new Uint8Array(row.sealed), publicKey, privateKey);
    const turn = SealedTurn.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return turn.conversation === row.conversation_id && turn.seq === row.seq ? turn : null;
  } catch {
    return null;
  }
}
