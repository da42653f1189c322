type Attributes = Readonly<Record<string, string | boolean | number | null | undefined>>;
type Child = Node | string | null | undefined | false;

/**
 * An element with attributes and children. Text goes in as text nodes: nothing that comes from outside is ever read as markup.
 *
 * @param attributes `true` sets an empty attribute; `false`, null and undefined set none.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** A button that never submits a form. */
export function button(attributes: Attributes, onPress: () => void, ...children: readonly Child[]): HTMLButtonElement {
  const element = el('button', { type: 'button', ...attributes }, ...children);
  element.addEventListener('click', onPress);
  return element;
}

/** Text for screen readers only. */
export function hidden(text: string): HTMLElement {
  return el('span', { class: 'sr' }, text);
}

const SVG = 'http://www.w3.org/2000/svg';

/** A line drawing that says nothing to a screen reader: the words beside it do. */
export function drawing(lines: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', lines);
  svg.append(path);
  return svg;
}

/**
 * Puts a sheet on a shadow root in a way that a strict Content-Security-Policy of the page allows.
 *
 * @param href the same sheet as a file, for Safari before 16.4, which has no constructable sheets.
 */
export function adoptStyles(root: ShadowRoot, css: string, href: string): void {
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } else {
    root.append(el('link', { rel: 'stylesheet', href }));
  }
}
