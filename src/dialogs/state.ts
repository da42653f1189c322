import { z } from 'zod';

const FlowStateShape = z.object({
  flow: z.string(),
  version: z.number(),
  step: z.string(),
  retries: z.number(),
  trail: z.array(z.string()).readonly(),
  asked: z.string().nullable(),
});

/** Ids of everything a button can do. */
const ChoiceIdShape = z.templateLiteral([z.enum(['topic', 'flow', 'option', 'command', 'language']), ':', z.string()]);

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
};
