import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Content,
  contentVersion,
  type Fault,
  loadContent,
  parseContent,
  serializeContent,
} from './content/index.js';
import { startTrustThread } from './trust-thread.js';
import { type Model, readModel, trainModel, writeModel } from './understanding/index.js';

/** The content as parsed and checked once, beside the built code. */
const CONTENT_FILE = 'content.json';
/** What was learnt from its example questions. */
const MODEL_FILE = 'model.bin';

/** Written beside and moved, so that a reader never sees half a file. What cannot be saved is made again at the next start. */
function save(root: string, name: string, data: string | Uint8Array, say: (line: string) => void): void {
  const path = join(root, 'dist', name);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, data);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    say(`dist/${name} could not be saved; it will be made again at the next start.`);
  }
}

/**
 * The content of the files: as parsed before where no file has changed since, else parsed now.
 *
 * @returns null with the faults, when it cannot be served.
 */
export function contentFor(
  root: string,
  say: (line: string) => void = () => {},
): { content: Content | null; faults: readonly Fault[] } {
  const path = join(root, 'dist', CONTENT_FILE);
  const version = contentVersion(root);
  const expected = `{"version":"${version}"`;
  if (existsSync(path)) {
    const json = readFileSync(path, 'utf8');
    if (json.startsWith(expected)) return { content: parseContent(json), faults: [] };
  }
  const { content, faults } = loadContent(root);
  if (content) save(root, CONTENT_FILE, serializeContent(content), say);
  return { content, faults };
}

/**
 * The model that fits the content: read from the file, or trained when the example questions have changed since.
 * Training is deterministic, so every node with the same content has the same model.
 */
export function modelFor(root: string, content: Content, say: (line: string) => void = () => {}): Model {
  const path = join(root, 'dist', MODEL_FILE);
  if (existsSync(path)) {
    const model = readModel(readFileSync(path), content.examplesVersion);
    if (model) return model;
  }
  say(`Learning ${content.examples.length} example questions …`);
  const { examples, cities, states } = content;
  const model = trainModel({ examples, cities, states }, startTrustThread);
  save(root, MODEL_FILE, writeModel(model, content.examplesVersion), say);
  return model;
}

/** Content and model of a folder, for the parts that join things. */
export function knowledgeSource(root: string, say: (line: string) => void = () => {}) {
  return { content: () => contentFor(root, say), model: (content: Content) => modelFor(root, content, say) };
}

/** Makes sure that both files fit; content with faults is reported by the command that needs it. */
export function buildModel(root: string, say: (line: string) => void): void {
  const { content } = contentFor(root, say);
  if (content) modelFor(root, content, say);
}
