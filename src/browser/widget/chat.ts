import { loadPack } from './load-pack.js';
import { mountPanel } from './mount.js';
import { readTag } from './options.js';

const script = document.currentScript as HTMLScriptElement;
const tag = readTag(script);

loadPack(tag.base, tag.languages).then(
  (loaded) => {
    // The page's own first words give way to the panel.
    document.getElementById('before')?.remove();
    mountPanel({ ...tag, mode: 'page', emit: () => undefined, onClose: () => undefined }, loaded);
    document.documentElement.classList.add('ready');
  },
  // Without the pack the page's first words and its hotline stay.
  () => document.documentElement.classList.add('failed'),
);
