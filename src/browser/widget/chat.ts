import type { Emit } from './contract.js';
import { dropFromDevice, keepForOffline } from './keep-for-offline.js';
import { loadFirstScreen } from './load-words.js';
import { mountPanel } from './mount.js';
import { readTag } from './options.js';

/** Not before the first question may have been asked: on a slow network it comes first. */
const QUIET_MS = 2_500;

const script = document.currentScript as HTMLScriptElement;
const tag = readTag(script);
const emit: Emit = (name, detail) => {
  if (name === 'language' && detail) keepForOffline((detail as { language: string }).language);
};

loadFirstScreen(tag.base, tag.languages).then(
  (screen) => {
    mountPanel({ ...tag, mode: 'page', emit, onClose: () => undefined, onLeave: dropFromDevice }, screen);
    // The page's own first words give way to the panel.
    document.getElementById('before')?.remove();
    document.documentElement.classList.add('ready');
    setTimeout(keepForOffline, QUIET_MS, screen.language);
  },
  // Without it the page's first words and its hotline stay.
  () => document.documentElement.classList.add('failed'),
);
