/** Hides, in the list of all pages, those that do not have every word that is typed. */
interface WithWords {
  readonly amparoWords?: Readonly<Record<string, string>>;
}

function fold(text: string): string[] {
  const folded = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function startSearch(words: Readonly<Record<string, string>>): void {
  const form = document.querySelector('form');
  const field = document.querySelector('input');
  const found = document.querySelector<HTMLElement>('#found');
  const items = [...document.querySelectorAll<HTMLLIElement>('#pages li')];
  if (!form || !field || !found || items.length === 0) return;
  const texts = items.map((item) => {
    const link = item.querySelector('a');
    const title = fold(link?.textContent ?? '').join(' ');
    return ` ${title} ${words[link?.getAttribute('href') ?? ''] ?? ''}`;
  });
  const show = (): void => {
    const asked = fold(field.value);
    let count = 0;
    for (const [index, item] of items.entries()) {
      // A word's beginning is enough: somebody is still typing.
      item.hidden = !asked.every((word) => texts[index]?.includes(` ${word}`));
      if (!item.hidden) count += 1;
    }
    const { none = '', found: some = '' } = found.dataset;
    found.textContent = asked.length === 0 ? '' : count === 0 ? none : some.replace('{count}', String(count));
  };
  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  field.addEventListener('input', show);
  show();
}

startSearch((window as unknown as WithWords).amparoWords ?? {});
