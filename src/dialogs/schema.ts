import { z } from 'zod';
import { NEEDS } from '../content/index.js';
import { PREDICATES } from './predicates.js';

const Id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'write it in lower case letters, digits and hyphens');
const Topic = z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'write it as group.name, for example rights.home');
const Predicate = z.enum(Object.keys(PREDICATES) as [keyof typeof PREDICATES, ...(keyof typeof PREDICATES)[]]);

/** What a flow can cause outside of the dialog; carried out by the bot. */
export const EFFECTS = ['delete-conversation', 'feedback-helped', 'feedback-not-helped'] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * The closed set of steps. What they cannot say becomes a named predicate in code, never an expression in YAML.
 * `then: end` ends the flow.
 */
export const Step = z.union([
  /** Says a sentence of the flow's, by the step's name. */
  z.strictObject({ say: z.literal(true), then: Id }),
  /** Asks for something to fill in. */
  z.strictObject({ ask: z.literal('place'), skippable: z.boolean().default(true), then: Id }),
  /** Offers options; each leads to its own step. */
  z.strictObject({ choose: z.array(Id).min(2).max(8), then: z.record(Id, Id) }),
  /** Says the sentence by the step's name, and under it the flow's list of that name: a checklist to copy. */
  z.strictObject({ list: z.literal(true), then: Id }),
  /** Lets something happen outside of the dialog; the step's sentence says so afterwards, in a step of its own. */
  z.strictObject({ effect: z.enum(EFFECTS), then: Id }),
  /** Answers a topic, or the one that started the flow. */
  z.strictObject({ answer: z.union([z.literal('asked'), Topic]), part: Id.optional(), then: Id }),
  /** Shows organizations for these needs. */
  z.strictObject({ search: z.array(z.enum(NEEDS)).min(1), then: Id }),
  z.strictObject({ branch: z.array(z.strictObject({ when: Predicate, then: Id })).min(1), otherwise: Id }),
  /** Remembers the topic that a later `answer: asked` gives. */
  z.strictObject({ set: z.strictObject({ asked: Topic }), then: Id }),
  z.strictObject({ go: Id }),
]);
export type Step = z.infer<typeof Step>;

/** `dialogs/<flow>/flow.yaml`. */
export const FlowFile = z.strictObject({
  id: Id,
  /** Raise it when a step is removed or means something else: people in the middle are then asked again. */
  version: z.int().min(1),
  start: Id,
  steps: z.record(Id, Step),
});
export type FlowFile = z.infer<typeof FlowFile>;

/** `dialogs/<flow>/<language>.yaml`: the sentences by step, and the options' labels and other words for them. */
export const FlowWords = z.strictObject({
  title: z.string().min(2).max(36),
  say: z.record(Id, z.string().min(3)).default({}),
  lists: z.record(Id, z.array(z.string().min(3)).min(2).max(12)).default({}),
  options: z
    .record(
      Id,
      z.record(Id, z.strictObject({ label: z.string().min(1).max(40), words: z.array(z.string().min(1)).default([]) })),
    )
    .default({}),
});
export type FlowWords = z.infer<typeof FlowWords>;
