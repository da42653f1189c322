import type { WidgetStrings } from '../../channels/web/pack.js';
import type { OptionsState } from './contract.js';
import { button, el } from './dom.js';
import { COLOURS } from './remembered.js';

/** Text size, colours, and what this device may remember. */
export function drawOptions(state: OptionsState, { strings }: { readonly strings: WidgetStrings }): Node[] {
  const sizes = [strings.textNormal, strings.textLarge, strings.textLargest];
  const colours = [strings.coloursAuto, strings.coloursLight, strings.coloursDark];
  return [
    drawChoice('size', strings.textSize, sizes, state.textSize, state.onTextSize),
    drawChoice('colours', strings.colours, colours, COLOURS.indexOf(state.colours), (index) =>
      state.onColours(COLOURS[index] ?? 'auto'),
    ),
    el(
      'section',
      { class: 'option' },
      el('p', { class: 'small' }, strings.rememberNote),
      button(
        { class: 'choice' },
        () => state.onRemember(!state.isRemembering),
        state.isRemembering ? strings.forgetDevice : strings.remember,
      ),
      state.isRemembering && el('p', {}, strings.remembered),
    ),
  ];
}

/** One of several, as radio buttons: arrow keys move between them. */
function drawChoice(
  name: string,
  title: string,
  labels: readonly string[],
  chosen: number,
  onChange: (index: number) => void,
): HTMLElement {
  const radios = labels.map((label, index) => {
    const radio = el('input', { type: 'radio', name, checked: index === chosen });
    radio.addEventListener('change', () => onChange(index));
    return el('label', { class: 'radio' }, radio, el('span', {}, label));
  });
  return el('fieldset', { class: 'option' }, el('legend', {}, title), ...radios);
}
