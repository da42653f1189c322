const MONTHS: Readonly<Record<string, readonly string[]>> = {
  en: [
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ],
  es: [
    'enero',
    'febrero',
    'marzo',
    'abril',
    'mayo',
    'junio',
    'julio',
    'agosto',
    'septiembre',
    'octubre',
    'noviembre',
    'diciembre',
  ],
};

/**
 * The facts of a text that no translation may change: numbers, dates (as month and number), phones and addresses.
 * Sorted and without repeats, so that two languages can be compared.
 */
export function factsInText(text: string, language: string): string[] {
  const facts = new Set<string>();
  let rest = text.replace(/https?:\/\/[^\s)]+/g, (url) => {
    facts.add(url.replace(/[.,;]$/, ''));
    return ' ';
  });
  rest = rest.replace(/\b\d{3}-\d{3}-\d{4}\b/g, (phone) => {
    facts.add(phone);
    return ' ';
  });
  const months = MONTHS[language];
  if (months) {
    // "may" is also a verb: a month only beside a number.
    const names = months.join('|');
    const near = new RegExp(
      `\\b(${names})\\b(?=\\s+(?:de\\s+|del\\s+)?\\d)|(?<=\\d\\s(?:de\\s)?)\\b(${names})\\b`,
      'giu',
    );
    for (const match of rest.matchAll(near)) {
      facts.add(`month ${months.indexOf((match[1] ?? match[2] ?? '').toLowerCase()) + 1}`);
    }
  }
  for (const match of rest.matchAll(/\d[\d.,\u00a0]*\d|\d/g)) {
    facts.add(match[0].replace(/[.,\u00a0](?=\d{3}(\D|$))/g, '').replace(/[.,]$/, ''));
  }
  return [...facts].sort();
}
