import { z } from 'zod';
import { NEEDS } from '../content/index.js';

const FlowStateShape = z.object({
  flow: z.string(),
  version: z.number(),
  step: z.string(),
  retries: z.number(),
  trail: z.array(z.string()).readonly(),
  asked: z.string().nullable(),
});

/** Free, open now, and the code of the language to be spoken. */
const HelpWishesShape = z.object({ free: z.boolean(), openNow: z.boolean(), spoken: z.string().nullable() });

/** Which organizations were shown: needs and wishes, and how many were passed over. */
const SearchState = HelpWishesShape.extend({
  needs: z.array(z.enum(NEEDS)).readonly(),
  skip: z.number().int().min(0),
});
export type SearchState = z.infer<typeof SearchState>;

/** Ids of everything a button can do. */
const ChoiceIdShape = z.templateLiteral([
  z.enum(['topic', 'flow', 'option', 'command', 'language', 'search']),
  ':',
  z.string(),
]);

/**
 * All that the bot remembers of a conversation between turns: ids, choices, and the name of a place as our own files
 * write it. Nothing that a person typed.
 */
export const DialogState = z.object({
  version: z.literal(1),
  language: z.string().nullable(),
  place: z
    .object({
      id: z.string(),
      kind: z.enum(['city', 'suburb', 'state', 'country']),
      name: z.string(),
      state: z.string().nullable(),
    })
    .nullable(),
  placeSkipped: z.boolean(),
  topic: z.string().nullable(),
  part: z.string().nullable(),
  offered: z.array(z.object({ id: ChoiceIdShape, label: z.string() })).readonly(),
  flow: FlowStateShape.nullable(),
  /** A flow that a question interrupted. */
  paused: FlowStateShape.nullable(),
  /** Whether it was said here that the owner of the workspace can read along. */
  workspaceTold: z.boolean().default(false),
  /** The organizations last shown and what was asked of them; absent where none were. */
  search: SearchState.nullable().default(null),
  /** What was wanted of help before any was shown, while a flow asks for the rest. */
  wishes: HelpWishesShape.nullable().default(null),
});
export type DialogState = z.infer<typeof DialogState>;

/** A conversation that has just begun. */
export const EMPTY_STATE: DialogState = {
  version: 1,
  language: null,
  place: null,
  placeSkipped: false,
  topic: null,
  part: null,
  offered: [],
  flow: null,
  paused: null,
  workspaceTold: false,
  search: null,
  wishes: null,
};
