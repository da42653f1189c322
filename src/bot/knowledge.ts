import type { Content, Fault } from '../content/index.js';
import { type Flows, loadFlows } from '../dialogs/index.js';
import { createUnderstander, type Model, type Understander } from '../understanding/index.js';

/** What the bot knows at one moment: replaced as a whole when content is read again. */
export interface Knowledge {
  readonly content: Content;
  readonly flows: Flows;
  readonly understander: Understander;
}

/** Content that cannot be served. `faults` are all that must be mended. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  constructor(readonly faults: readonly Fault[]) {
    super(`The content has ${faults.length} faults; run "npx amparo check".`);
  }
}

/** Where content and model come from: files parsed and learnt now, or what was kept of them. */
export interface KnowledgeSource {
  content(): { readonly content: Content | null; readonly faults: readonly Fault[] };
  model(content: Content): Model;
}

/**
 * Reads content, flows and model.
 *
 * @param root folder that holds `dialogs/`.
 * @throws {ContentError} with every fault, when the content cannot be served.
 */
export function loadKnowledge(root: string, source: KnowledgeSource): Knowledge {
  const { content, faults } = source.content();
  if (!content) throw new ContentError(faults.filter((fault) => fault.severity === 'fault'));
  const loaded = loadFlows(root, content);
  if (loaded.faults.length > 0) throw new ContentError(loaded.faults);
  const understander = createUnderstander({
    model: source.model(content),
    cities: content.cities,
    states: content.states,
    languages: content.languages,
    examples: content.examples,
    stakes: (topic) => content.topics.get(topic)?.stakes ?? 'high',
  });
  return { content, flows: loaded.flows, understander };
}

/** For a server: the understander keeps the example questions in its own, smaller way, and nothing else asks for them. */
export function withoutExamples({ content, flows, understander }: Knowledge): Knowledge {
  return { content: { ...content, examples: [] }, flows, understander };
}
