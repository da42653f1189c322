import * as z from 'zod/mini';

/** One turn as it comes out of its seal: what a person said (masked), what was understood and why, what the bot said. */
export interface OpenedTurn {
  /** Null where a button was tapped. */
  readonly said: string | null;
  readonly choice: string | null;
  readonly language: string | null;
  readonly topic: string | null;
  readonly action: string | null;
  readonly confidence: number | null;
  readonly emergency: boolean;
  readonly place: string | null;
  readonly alternatives: readonly { readonly topic: string; readonly confidence: number | null }[];
  readonly replies: readonly {
    readonly text: string;
    readonly topic: string | null;
    readonly version: string | null;
  }[];
}

const text = z._default(z.nullable(z.string()), null);
const part = z._default(z.nullable(z.number()), null);

const Shape = z.looseObject({
  conversation: z.string(),
  seq: z.number(),
  said: text,
  choice: text,
  language: text,
  topic: text,
  action: text,
  confidence: part,
  emergency: z._default(z.boolean(), false),
  place: text,
  alternatives: z._default(z.array(z.object({ topic: z.string(), confidence: part })), []),
  replies: z._default(z.array(z.object({ text: z.string(), topic: text, version: text })), []),
});

/**
 * @returns null when it is not a turn of ours, or stands in another place than the one it was sealed for: then it is
 * shown as damaged.
 */
export function readTurn(json: string, conversation: string, seq: number): OpenedTurn | null {
  try {
    const turn = Shape.safeParse(JSON.parse(json)).data;
    return turn && turn.conversation === conversation && turn.seq === seq ? turn : null;
  } catch {
    return null;
  }
}
