const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

let holders = 0;
let originals: Partial<Console> | null = null;

/**
 * Silences `console`: the SDK writes failures there with stacks and tokens' contents. Nothing else in the server uses it;
 * the log is pino's.
 *
 * @returns a function that gives `console` back (when the last holder calls it).
 */
export function quietConsole(): () => void {
  holders += 1;
  if (originals === null) {
    originals = Object.fromEntries(METHODS.map((name) => [name, console[name]]));
    for (const name of METHODS) console[name] = () => undefined;
  }
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    holders -= 1;
    if (holders > 0 || originals === null) return;
    Object.assign(console, originals);
    originals = null;
  };
}
