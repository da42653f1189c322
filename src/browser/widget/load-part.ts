import { el } from './dom.js';

/** A script of the widget, named by its content, as the build made it. */
export interface PartFile {
  readonly path: string;
  readonly integrity: string;
}

const PART = 'amparo-part';

/**
 * Loads another script of the widget; the browser refuses it unless it is the very file that was built with this one.
 *
 * @throws when it cannot be had.
 */
export function loadPart<Part>(base: string, { path, integrity }: PartFile): Promise<Part> {
  return new Promise((resolve, reject) => {
    const script = el('script', { src: base + path, integrity, crossorigin: 'anonymous' });
    script.addEventListener(PART, (event) => resolve((event as CustomEvent<Part>).detail));
    script.addEventListener('error', reject);
    document.head.append(script);
  });
}

/** Hands a script's part to the one that loaded it, by an event on its own element: no name is left on the page. */
export function handOver(part: unknown): void {
  document.currentScript?.dispatchEvent(new CustomEvent(PART, { detail: part }));
}
