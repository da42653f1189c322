import type { Content, Language, Line, PhraseId, PhrasesFile } from '../content/index.js';
import { linkPhones } from '../content/index.js';

/** The phrases of a language, or of English where it is not installed. */
export function phrasesOf(content: Pick<Content, 'phrases'>, language: Language): PhrasesFile {
  const phrases = content.phrases.get(language) ?? content.phrases.get('en');
  if (!phrases) throw new Error('content/phrases/en.yaml is missing');
  return phrases;
}

/** Puts values into the braces of a phrase. After one that ends in an abbreviation ("8:00 a.m.") no second stop follows. */
export function fill(template: string, values: Readonly<Record<string, string>> = {}): string {
  return template.replace(/\{([a-z]+)\}(\.?)/g, (whole, name: string, stop: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return value.endsWith('.') ? value : `${value}${stop}`;
  });
}

/** One of the bot's own sentences, with its values. */
export function phrase(
  content: Pick<Content, 'phrases'>,
  language: Language,
  id: PhraseId,
  values: Readonly<Record<string, string>> = {},
): string {
  return fill(phrasesOf(content, language).bot[id], values);
}

/** Sentences in a row; one that ends in an abbreviation ("8:00 a.m.") gets no second full stop. */
export function sentences(...each: readonly string[]): string {
  return each.map((text, index) => (index < each.length - 1 && !text.endsWith('.') ? `${text}.` : text)).join(' ');
}

/** Names in a row: "Chicago and Cook County". */
export function listInWords(names: readonly string[], language: Language): string {
  const make = () => new Intl.ListFormat(language, { type: 'conjunction' });
  return formatOf('list', language, make).format(names);
}

/** Text with tappable phones. */
export function lineOf(text: string): Line {
  return linkPhones(text);
}

const formats = new Map<string, Intl.DateTimeFormat | Intl.ListFormat>();

/** Formats are costly to make and the same for ever: each is made once for a language. */
function formatOf<T extends Intl.DateTimeFormat | Intl.ListFormat>(kind: string, language: Language, make: () => T): T {
  const key = `${kind} ${language}`;
  let format = formats.get(key) as T | undefined;
  if (!format) {
    format = make();
    formats.set(key, format);
  }
  return format;
}

/** A calendar date in words: "June 22, 2019", "22 de junio de 2019". */
export function dateInWords(isoDate: string, language: Language): string {
  const make = () => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  return formatOf('date', language, make).format(Date.parse(`${isoDate}T00:00:00Z`));
}

/** A time of day ("08:30") as the language writes it in the United States. */
export function timeInWords(time: string, language: Language): string {
  const region = language === 'es' ? 'es-US' : language;
  const make = () => new Intl.DateTimeFormat(region, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  const text = formatOf('time', language, make).format(Date.parse(`2024-01-01T${time}:00Z`));
  return text.replace(/\u202f|\u00a0/g, ' ');
}

/** The name of a weekday, counted from Monday = 0. */
export function weekdayInWords(weekday: number, language: Language): string {
  const make = () => new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  return formatOf('weekday', language, make).format(Date.UTC(2024, 0, 1 + weekday));
}

/** "English, Spanish and Polish", by the words of the person's language. */
export function languagesInWords(
  content: Pick<Content, 'phrases'>,
  codes: readonly string[],
  language: Language,
): string {
  const names = phrasesOf(content, language).languages;
  return listInWords(
    codes.map((code) => names[code] ?? code),
    language,
  );
}
