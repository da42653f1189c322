import { FIRST_NAMES } from './first-names.js';
import { list } from './phrase-table.js';
import { foldText } from './text.js';
import type { PersonalSpan } from './types.js';

type Kind = PersonalSpan['kind'];

// All patterns here are linear: bounded repeats, and no two neighbours that can match the same text.

/** Letters and digits of an utterance with their places; the whole text, however long: what is stored must be clean. */
interface Token {
  readonly raw: string;
  readonly folded: string;
  readonly start: number;
  readonly end: number;
  readonly isDigits: boolean;
  readonly hasDigit: boolean;
  readonly isCapitalised: boolean;
}

/**
 * The stretches of an utterance that tell who somebody is, in order, none over another.
 * It errs towards masking: a long number without a known shape is masked too.
 */
export function findPersonalData(text: string): PersonalSpan[] {
  if (text.length === 0) return [];
  const tokens = tokenise(text);
  const spans: PersonalSpan[] = [
    ...findEmails(text, tokens),
    ...findReceipts(text, tokens),
    ...findNumbers(text, tokens),
    ...findSpokenNumbers(text, tokens),
    ...findKeyedCodes(text, tokens),
    ...findWrittenBirthDates(text, tokens),
    ...findAddresses(text, tokens),
    ...findNames(text, tokens),
  ];
  return withoutOverlaps(spans);
}

/** The utterance with each span replaced by its kind in brackets: `[a-number]`. */
export function maskPersonal(text: string, spans: readonly PersonalSpan[]): string {
  let masked = '';
  let at = 0;
  for (const span of withoutOverlaps(spans)) {
    masked += `${text.slice(at, span.start)}[${span.kind}]`;
    at = span.end;
  }
  return masked + text.slice(at);
}

/** Spans over each other become one, of the first one's kind: nothing of either may be left. */
function withoutOverlaps(spans: readonly PersonalSpan[]): PersonalSpan[] {
  const sorted = [...spans].sort((one, other) => one.start - other.start || other.end - one.end);
  const kept: PersonalSpan[] = [];
  for (const span of sorted) {
    const last = kept.at(-1);
    if (last && span.start < last.end) kept[kept.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    else kept.push(span);
  }
  return kept;
}

const TOKEN = /[\p{L}\p{M}\p{N}]+/gu;

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const raw = match[0];
    const folded = foldText(raw);
    const hasDigit = /\d/.test(folded);
    const first = raw.charAt(0);
    tokens.push({
      raw,
      folded,
      start: match.index,
      end: match.index + raw.length,
      isDigits: hasDigit && /^\d+$/.test(folded),
      hasDigit,
      isCapitalised: first !== first.toLowerCase() && !hasDigit,
    });
  }
  return tokens;
}

function span(kind: Kind, from: Token, to: Token): PersonalSpan {
  return { kind, start: from.start, end: to.end };
}

// E-mail

const BESIDE_AT = /[\p{L}\p{N}._%+-]/u;

function findEmails(text: string, tokens: readonly Token[]): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > 0 && at - start < 64 && BESIDE_AT.test(text.charAt(start - 1))) start--;
    let end = at + 1;
    while (end < text.length && end - at < 190 && BESIDE_AT.test(text.charAt(end))) end++;
    if (start < at && end > at + 2) spans.push({ kind: 'email', start, end });
    // A handle of a social network names somebody as well.
    else if (start === at && end > at + 3) spans.push({ kind: 'name', start, end });
  }
  return [...spans, ...findProfiles(text), ...findSpokenEmails(tokens)];
}

const PROFILE = /\b(?:facebook|fb|instagram|tiktok|twitter|x|linkedin|t|wa)\.(?:com|me)\/[\p{L}\p{N}._/-]{2,80}/giu;

/** "facebook.com/juan.perez": the page of a person. */
function findProfiles(text: string): PersonalSpan[] {
  return [...text.matchAll(PROFILE)].map((match) => ({
    kind: 'name' as const,
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const MAIL_HOSTS = new Set(list('gmail, hotmail, yahoo, outlook, icloud, aol, live, msn, protonmail, proton'));

/** "juan perez arroba gmail punto com" */
function findSpokenEmails(tokens: readonly Token[]): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  tokens.forEach((token, index) => {
    if (!MAIL_HOSTS.has(token.folded)) return;
    const before = tokens[index - 1]?.folded;
    if (before !== 'arroba' && before !== 'at') return;
    let from = index - 2;
    while (from > 0 && isMailPiece(tokens, from)) from--;
    const dot = tokens[index + 1]?.folded;
    const to =
      dot === 'punto' || dot === 'dot' || dot === 'com'
        ? Math.min(tokens.length - 1, index + (dot === 'com' ? 1 : 2))
        : index;
    const first = tokens[Math.max(0, from)];
    const last = tokens[to];
    if (first && last) spans.push(span('email', first, last));
  });
  return spans;
}

function isMailPiece(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.folded ?? '';
  const own = tokens[at]?.folded ?? '';
  if (own === 'punto' || own === 'dot' || before === 'punto' || before === 'dot') return true;
  return tokens[at]?.isDigits === true && !NOT_A_NAME.has(before);
}

// Receipt numbers: three letters and ten digits

function findReceipts(text: string, tokens: readonly Token[]): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  tokens.forEach((token, index) => {
    const glued = /^([a-z]{3})(\d{2,10})$/.exec(token.folded);
    const isPrefix = /^(eac|wac|lin|src|msc|nbc|ioe|ysc|vsc|tsc|nsc|esc|csc)$/.test(token.folded);
    if (!glued && !isPrefix) return;
    let digits = glued?.[2]?.length ?? 0;
    let last = index;
    while (digits < 10 && last + 1 < tokens.length && joins(text, tokens, last) && tokens[last + 1]?.isDigits) {
      last++;
      digits += tokens[last]?.raw.length ?? 0;
    }
    const end = tokens[last];
    const isEnough =
      digits === 10 || (digits >= 8 && digits <= 11 && /^(eac|wac|lin|src|msc|nbc|ioe)/.test(token.folded));
    if (end && isEnough) spans.push(span('receipt-number', token, end));
  });
  return spans;
}

/** Only blanks, points, dashes and the like between a token and the next. */
function joins(text: string, tokens: readonly Token[], at: number): boolean {
  const from = tokens[at]?.end ?? 0;
  const to = tokens[at + 1]?.start ?? text.length;
  return to - from <= 3 && /^[\s\-–—.·()#/_*]{0,3}$/u.test(text.slice(from, to));
}

// Numbers

interface NumberGroup {
  readonly from: number;
  readonly to: number;
  readonly digits: string;
  readonly lengths: readonly number[];
  readonly separators: string;
}

const KEYWORDS: readonly (readonly [Kind, ReadonlySet<string>])[] = [
  ['a-number', new Set(list('alien, a#, anumber, uscis, extranjero, registration, registro, a'))],
  ['ssn', new Set(list('ssn, social, itin, seguro, tin, sosial'))],
  [
    'passport',
    new Set(list('passport, pasaporte, pasport, matricula, visa, i94, consular, cedula, curp, dui, dpi, ine')),
  ],
  [
    'bank',
    new Set(
      list(
        'account, routing, cuenta, tarjeta, card, debit, debito, credit, credito, clabe, iban, bank, banco, zelle, acct',
      ),
    ),
  ],
  ['plate', new Set(list('plate, plates, placa, placas, tablilla, tag'))],
  [
    'phone',
    new Set(
      list(`phone, cell, cellphone, telefono, tel, celular, cel, number, numero, call, text, whatsapp, llamar, llame,
    llamame, llamenme, fax, mobile, movil, llamar, contact, marcar, marque, reach, wasap, watsap`),
    ),
  ],
];

const BORN = new Set(
  list(
    'born, birth, birthday, birthdate, dob, naci, nacimiento, nacio, nacido, nacida, cumple, cumpleanos, bday, bornon',
  ),
);

function findNumbers(text: string, tokens: readonly Token[]): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const group = readGroup(text, tokens, at);
    if (!group) continue;
    const kind = classifyNumber(text, tokens, group);
    const first = tokens[group.from];
    const last = tokens[group.to];
    if (kind && first && last) spans.push(...spanWithLead(text, tokens, group, kind));
    at = group.to;
  }
  return spans;
}

const LEADING_DIGITS = /^([a-z]{0,8}?)(\d+)([a-z]{0,4})$/;

/** Digits that stand together, with blanks or dashes between; "A123" and "a123" begin one too. */
function readGroup(text: string, tokens: readonly Token[], from: number): NumberGroup | null {
  const first = tokens[from];
  if (!first?.hasDigit) return null;
  const pieces: string[] = [];
  const separators: string[] = [];
  let to = from;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token?.hasDigit) break;
    if (at > from && !joins(text, tokens, at - 1)) break;
    if (!token.isDigits && (at > from || !LEADING_DIGITS.test(token.folded))) break;
    if (at > from) separators.push(text.slice(tokens[at - 1]?.end ?? 0, token.start).trim() || ' ');
    pieces.push(token.isDigits ? token.folded : token.folded.replace(/[^\d]/g, ''));
    to = at;
    // A comma-free list of years or ages is no number; stop at what is surely long enough.
    if (pieces.join('').length >= 24) break;
  }
  return {
    from,
    to,
    digits: pieces.join(''),
    lengths: pieces.map((piece) => piece.length),
    separators: separators.join(''),
  };
}

function classifyNumber(text: string, tokens: readonly Token[], group: NumberGroup): Kind | null {
  const { digits, lengths, from } = group;
  const shape = lengths.join('-');
  const first = tokens[from];
  if (!first) return null;
  if (isDate(tokens, group)) return isBirthDate(tokens, group) ? 'birth-date' : null;
  const isA = /^a\d/.test(first.folded) || isLoneA(text, tokens, from);
  if (isA && digits.length >= 7 && digits.length <= 10) return 'a-number';
  const keyword = keywordBefore(tokens, from);
  if (digits.length < 7) return digits.length >= 4 ? shortNumber(keyword, digits) : null;
  if (keyword === 'bank' || keyword === 'passport' || keyword === 'ssn' || keyword === 'a-number') return keyword;
  if (shape === '3-2-4') return 'ssn';
  if (shape === '5-4') return text.slice(tokens[from]?.end, tokens[from + 1]?.start) === '-' ? null : 'phone';
  if (text.slice(Math.max(0, first.start - 2), first.start).includes('+')) return 'phone';
  if (/^\d{1,4}( |\/|-)/.test(digits)) return null;
  if (isYears(tokens, group)) return null;
  if (shape === '3-3-3' || digits.length === 9) return 'a-number';
  if (digits.length === 10 || (digits.length === 11 && digits.startsWith('1'))) return 'phone';
  if (digits.length === 7 || (digits.length === 12 && digits.startsWith('52'))) return 'phone';
  if (digits.length === 8) return keyword === 'phone' ? 'phone' : 'a-number';
  if (digits.length >= 13) return 'bank';
  return 'phone';
}

function shortNumber(keyword: Kind | null, digits: string): Kind | null {
  if (keyword === 'ssn') return 'ssn';
  if (keyword === 'bank' && digits.length >= 4) return 'bank';
  return null;
}

function isLoneA(text: string, tokens: readonly Token[], from: number): boolean {
  const before = tokens[from - 1];
  if (before?.folded !== 'a') return false;
  const between = text.slice(before.end, tokens[from]?.start ?? before.end);
  return between.length <= 4;
}

/** "2019 2020", "1 2 3 4 5 6 7" of a list: every piece a year, or counting up. */
function isYears(tokens: readonly Token[], { from, to, lengths }: NumberGroup): boolean {
  return lengths.length > 1 && tokens.slice(from, to + 1).every((token) => /^(19|20)\d\d$/.test(token.folded));
}

/** The kind that a word shortly before speaks for; the nearest wins. */
function keywordBefore(tokens: readonly Token[], from: number): Kind | null {
  let isPhone = false;
  for (let at = from - 1; at >= Math.max(0, from - 6); at--) {
    const word = tokens[at]?.folded ?? '';
    for (const [kind, words] of KEYWORDS) {
      if (!words.has(word) || (word === 'a' && at !== from - 1)) continue;
      if (kind !== 'phone') return kind;
      isPhone = true;
      if (word !== 'number' && word !== 'numero') return 'phone';
    }
  }
  return isPhone ? 'phone' : null;
}

/** An A-number's letter and a phone's country code or parenthesis go with the digits. */
function spanWithLead(text: string, tokens: readonly Token[], group: NumberGroup, kind: Kind): PersonalSpan[] {
  const first = tokens[group.from] as Token;
  const last = tokens[group.to] as Token;
  let start = first.start;
  const before = tokens[group.from - 1];
  if (kind === 'a-number' && before?.folded === 'a' && first.start - before.end <= 4) start = before.start;
  if (kind === 'phone') while (start > 0 && /[+(]/.test(text.charAt(start - 1))) start--;
  return [{ kind, start, end: last.end }];
}

function isDate(tokens: readonly Token[], { from, to, lengths, separators }: NumberGroup): boolean {
  if (lengths.length !== 3) return false;
  if (!/^([/\-. ])\1$/.test(separators)) return false;
  const [one, two, three] = tokens.slice(from, to + 1).map((token) => Number(token.folded));
  if (one === undefined || two === undefined || three === undefined) return false;
  const isYearLast = lengths[2] === 4 && three >= 1900 && three <= 2035;
  const isYearFirst = lengths[0] === 4 && one >= 1900 && one <= 2035;
  const isShort = lengths.every((length) => length <= 2) && separators !== '  ';
  if (isYearFirst) return two >= 1 && two <= 12 && three >= 1 && three <= 31;
  if (!isYearLast && !isShort) return false;
  return one >= 1 && two >= 1 && Math.min(one, two) <= 12 && Math.max(one, two) <= 31;
}

/** A date long past, or one that a word for birth leads to. */
function isBirthDate(tokens: readonly Token[], { from, to }: NumberGroup): boolean {
  if (isAfterBorn(tokens, from)) return true;
  const year = tokens.slice(from, to + 1).find((token) => token.raw.length === 4);
  return year !== undefined && Number(year.folded) < LONG_AGO;
}

/** Years before this are more likely a birth than an event people ask about. */
const LONG_AGO = 2012;

function isAfterBorn(tokens: readonly Token[], from: number): boolean {
  return tokens.slice(Math.max(0, from - 6), from).some((token) => BORN.has(token.folded));
}

const MONTHS = new Set(
  list(`january, february, march, april, may, june, july, august, september, october, november, december, jan, feb, mar, apr, jun,
    jul, aug, sep, sept, oct, nov, dec, enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre, setiembre,
    octubre, noviembre, diciembre`),
);

/** "born March 3 1985", "3 de marzo de 1985", "naci en 1985" */
function findWrittenBirthDates(_text: string, tokens: readonly Token[]): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  tokens.forEach((token, index) => {
    if (!MONTHS.has(token.folded)) return;
    let from = index;
    let to = index;
    const isDay = (at: number) => /^(\d{1,2})(st|nd|rd|th)?$/.test(tokens[at]?.folded ?? '');
    const isSmall = (at: number) => ['de', 'del', 'of', 'the'].includes(tokens[at]?.folded ?? '');
    if (isDay(index - 1)) from = index - 1;
    else if (isSmall(index - 1) && isDay(index - 2)) from = index - 2;
    let at = index + 1;
    if (isDay(at)) {
      to = at;
      at++;
    }
    if (isSmall(at)) at++;
    const year = tokens[at]?.folded ?? '';
    const hasYear = /^(19|20)\d\d$/.test(year) || (/^\d\d$/.test(year) && at > to && at > index + 1);
    if (hasYear) to = at;
    const hasDay = from < index || (to > index && isDay(index + 1));
    const isBirth = isAfterBorn(tokens, from)
      ? hasDay || hasYear
      : hasDay && /^\d{4}$/.test(year) && Number(year) < LONG_AGO;
    const first = tokens[from];
    const last = tokens[to];
    if (isBirth && first && last) spans.push(span('birth-date', first, last));
  });
  return [...spans, ...findBirthYears(tokens)];
}

function findBirthYears(tokens: readonly Token[]): PersonalSpan[] {
  return tokens.flatMap((token, index) => {
    const isYear = /^(19[2-9]\d|20[0-2]\d)$/.test(token.folded);
    const isBorn = tokens.slice(Math.max(0, index - 3), index).some((word) => BORN.has(word.folded));
    return isYear && isBorn ? [span('birth-date', token, token)] : [];
  });
}

const DIGIT_WORDS = new Set(
  list(`zero, oh, one, two, three, four, five, six, seven, eight, nine, cero, uno, dos, tres, cuatro, cinco, seis, siete, ocho,
    nueve, double, triple, doble`),
);

/** Voice typing: "three one two five five five …". */
function findSpokenNumbers(_text: string, tokens: readonly Token[]): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  for (let at = 0; at < tokens.length; at++) {
    let to = at;
    while (
      to < tokens.length &&
      (DIGIT_WORDS.has(tokens[to]?.folded ?? '') || (to > at && /^\d{1,2}$/.test(tokens[to]?.folded ?? '')))
    )
      to++;
    if (to - at >= 7) {
      const keyword = keywordBefore(tokens, at);
      const isA = tokens[at - 1]?.folded === 'a';
      const isNamedA = tokens.slice(Math.max(0, at - 4), at).some((token) => token.folded === 'a');
      const first = tokens[isA ? at - 1 : at];
      const last = tokens[to - 1];
      if (first && last) spans.push(span(isA || isNamedA ? 'a-number' : (keyword ?? 'phone'), first, last));
    }
    if (to > at) at = to - 1;
  }
  return spans;
}

// Codes of letters and digits that a word before them explains: passports, plates

const BETWEEN = new Set(
  list(
    'number, numero, no, num, is, es, was, era, the, el, la, my, mi, its, de, del, ending, termina, en, license, says, dice, con, with, n, nr, of, ice, car, carro, camioneta, migra, van, truck, on, their',
  ),
);

function findKeyedCodes(_text: string, tokens: readonly Token[]): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  tokens.forEach((_, index) => {
    const kind = codeKind(tokens, index);
    if (!kind) return;
    let at = index + 1;
    while (at < index + 7 && BETWEEN.has(tokens[at]?.folded ?? '')) at++;
    const code = readCode(tokens, at, kind);
    if (code) spans.push(span(kind, code[0], code[1]));
  });
  return spans;
}

function codeKind(tokens: readonly Token[], index: number): Kind | null {
  const word = tokens[index]?.folded ?? '';
  if (['passport', 'pasaporte', 'pasport', 'pasaport', 'i94', 'cedula', 'curp', 'dpi', 'consular'].includes(word))
    return 'passport';
  if (word === '94' && tokens[index - 1]?.folded === 'i') return 'passport';
  if (['plate', 'plates', 'placa', 'placas', 'tablilla', 'tag'].includes(word)) return 'plate';
  if (word === 'matricula') return 'plate';
  if (word === 'number' && ['alien', 'registration'].includes(tokens[index - 1]?.folded ?? '')) return 'a-number';
  return null;
}

function readCode(tokens: readonly Token[], at: number, kind: Kind): [Token, Token] | null {
  const first = tokens[at];
  if (!first) return null;
  const isCode = (token: Token | undefined, least: number) =>
    token?.hasDigit && token.raw.length >= least && token.raw.length <= 20 && !/^(19|20)\d\d$/.test(token.folded);
  if (kind === 'plate') {
    const next = tokens[at + 1];
    if (isCode(first, 5)) return [first, first];
    const isPair =
      (first.hasDigit || (first.raw.length <= 3 && first.raw === first.raw.toUpperCase()) || first.raw.length <= 3) &&
      isCode(next, 2);
    if (isPair && next && !/^(de|en|la|el|the|of|on|for|in|a|y|and)$/.test(first.folded)) return [first, next];
    return null;
  }
  if (isCode(first, 6)) return [first, first];
  const next = tokens[at + 1];
  if (first.raw.length <= 3 && next && isCode(next, 5)) return [first, next];
  return null;
}

// Street addresses

const SURE_STREETS = new Set(
  list(
    'street, st, avenue, ave, av, blvd, boulevard, road, rd, hwy, highway, pkwy, parkway, terrace, ter, lane, ln, drive, dr, court, ct, circle, cir, place, pl, way, trail, calle, avenida, ste',
  ),
);
const DOUBTFUL_STREETS = new Set(
  list(
    'court, ct, drive, dr, way, place, pl, trail, lane, circle, terrace, street, st, highway, road, ste, calle, avenida',
  ),
);
const SPANISH_STREETS = new Set(list('calle, avenida, av, boulevard, bulevar, carrera, callejon, calzada, ave'));
const UNITS = new Set(
  list(
    'apt, apto, apartment, apartamento, depto, unit, unidad, suite, ste, room, cuarto, trailer, piso, lot, lote, departamento, espacio',
  ),
);
const NOT_IN_STREET = new Set(
  list(`the, a, an, to, in, of, for, and, or, at, is, are, my, they, years, days, months, weeks, hours, minutes, agents, people, men,
    cars, i, we, de, que, anos, dias, meses, horas, minutos, agentes, personas, carros, y, o, el, me, mi, am, pm, ice, from, on,
    with, times, officers, was, blocks, cuadras, kids, percent, miles, dollars, dolares, hour, minute, day, week, year, judge`),
);

function findAddresses(text: string, tokens: readonly Token[]): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  tokens.forEach((token, index) => {
    const found =
      readEnglishAddress(text, tokens, index) ??
      readSpanishAddress(text, tokens, index) ??
      readUnit(text, tokens, index);
    if (found) spans.push(span('address', token, withUnit(tokens, found)));
  });
  return spans;
}

const TELLS_ADDRESS = new Set(list('address, live, lives, direccion, domicilio, vivo, vive, vivimos'));

const HOUSE = /^\d{1,6}[a-z]?$/;

function readEnglishAddress(text: string, tokens: readonly Token[], index: number): number | null {
  const house = tokens[index]?.folded ?? '';
  if (!HOUSE.test(house)) return null;
  if (house === 'po') return null;
  for (let at = index + 1; at <= index + 5 && at < tokens.length; at++) {
    const word = tokens[at];
    if (!word || hasStop(text, tokens, at - 1)) return null;
    const isStreet = SURE_STREETS.has(word.folded) && at > index + 1;
    if (isStreet && isLikelyHouse(tokens, index, at)) return at;
    if (NOT_IN_STREET.has(word.folded)) return null;
  }
  return null;
}

/** "2 court dates", "10 minutes drive": a doubtful street word needs a house number of some length or a capital. */
function isLikelyHouse(tokens: readonly Token[], index: number, street: number): boolean {
  const house = tokens[index]?.folded ?? '';
  const word = tokens[street];
  if (!word) return false;
  if (!DOUBTFUL_STREETS.has(word.folded) || house.length >= 3) return true;
  if (tokens.slice(Math.max(0, index - 3), index).some(({ folded }) => TELLS_ADDRESS.has(folded))) return true;
  return word.isCapitalised || tokens[street - 1]?.isCapitalised === true;
}

function readSpanishAddress(text: string, tokens: readonly Token[], index: number): number | null {
  if (!SPANISH_STREETS.has(tokens[index]?.folded ?? '')) return null;
  for (let at = index + 1; at <= index + 5 && at < tokens.length; at++) {
    const word = tokens[at];
    if (!word || hasStop(text, tokens, at - 1)) return null;
    if (HOUSE.test(word.folded) && at > index + 1) return at;
    if (['numero', 'no', 'num', 'de', 'la', 'del', 'los', 'las'].includes(word.folded)) continue;
    if (HOUSE.test(word.folded)) {
      // "calle 5 de Mayo 33": the street itself is called by a number.
      if (tokens[at + 1]?.hasDigit || ['de', 'numero', 'no', 'num'].includes(tokens[at + 1]?.folded ?? '')) continue;
      return null;
    }
    if (NOT_IN_STREET.has(word.folded)) return null;
  }
  return null;
}

/** "apt 3B", "po box 1234" */
function readUnit(_text: string, tokens: readonly Token[], index: number): number | null {
  const word = tokens[index]?.folded ?? '';
  const next = tokens[index + 1];
  if (word === 'po' && next?.folded === 'box' && tokens[index + 2]?.hasDigit) return index + 2;
  if (!UNITS.has(word)) return null;
  const at = ['number', 'numero', 'no', 'num'].includes(next?.folded ?? '') ? index + 2 : index + 1;
  return /^([a-z]?\d{1,4}[a-z]?)$/.test(tokens[at]?.folded ?? '') ? at : null;
}

function withUnit(tokens: readonly Token[], at: number): Token {
  const unit = readUnit('', tokens, at + 1);
  return tokens[unit ?? at] as Token;
}

function hasStop(text: string, tokens: readonly Token[], at: number): boolean {
  return (
    /[!?;\n]|\. [^\d]/.test(text.slice(tokens[at]?.end ?? 0, (tokens[at + 1]?.start ?? 0) + 1)) &&
    tokens[at]?.raw.length !== 1
  );
}

// Names

const NAME_LEADS: readonly (readonly string[])[] =
  list(`my name is, my names is, name is, my full name is, my name's, me llamo, mi nombre es,
  mi nombre completo es, se llama, se llaman, his name is, her name is, their name is, su nombre es, nombre es, named, i am called, su nombre,
  my name, mi nombre, full name, nombre completo, apellido, last name is, mi apellido es, his names, name, nombre`)
    .map((lead) => lead.replace("'", ' ').split(' '))
    .sort((one, other) => other.length - one.length);

/** After these a name needs a capital letter or a well-known first name. */
const WEAK_LEADS: readonly (readonly string[])[] =
  list(`this is, soy, i am, im, i m, yo soy, habla, call me, called, le dicen, it s, dear, senor, senora,
  mr, mrs, ms, don, dona, attn, signed`).map((lead) => lead.split(' '));

const RELATIVES = new Set(
  list(`husband, wife, brother, sister, son, daughter, dad, father, mom, mother, uncle, aunt, cousin, friend, boyfriend, girlfriend,
    neighbor, nephew, niece, partner, roommate, coworker, fiance, esposo, esposa, hermano, hermana, hijo, hija, papa, padre, mama,
    madre, tio, tia, primo, prima, amigo, amiga, novio, novia, vecino, vecina, sobrino, sobrina, pareja, marido, cunado, cunada,
    suegro, suegra, abuelo, abuela, companero, companera, grandson, grandfather, grandmother, nieto, nieta, kid, baby, bebe`),
);

const PARTICLES = new Set(['de', 'la', 'del', 'los', 'las', 'van', 'von', 'da', 'dos', 'san', 'y', 'al', 'el']);

/** Words that end a name, or show that none was given. */
const NOT_A_NAME = new Set(
  list(`and, i, im, from, but, is, was, are, the, a, an, my, me, they, he, she, we, you, it, in, on, at, to, for, of, with, need, help,
    please, want, have, has, had, been, who, what, when, where, why, how, can, do, does, not, no, yes, live, lives, born, ice, am,
    immigration, police, lawyer, got, just, took, arrested, detained, because, so, that, this, there, here, if, or, by, your, his, her,
    their, our, also, years, old, phone, number, address, email, speak, would, will, could, should, were, y, e, o, yo, soy, vivo, tengo,
    necesito, quiero, estoy, mi, mis, su, sus, el, lo, un, una, es, fue, era, que, como, cuando, donde, por, para, con, sin, en, del,
    se, le, les, nos, no, si, pero, porque, ayuda, migra, inmigracion, policia, abogado, abogada, lleva, llevaron, esta, estan, aqui,
    anos, naci, numero, telefono, correo, direccion, tel, cel, hola, buenas, gracias, favor, hace, tiene, trabaja, vive, fue, ha, han,
    lo, la, las, los, me, te, al, a, ese, esa, eso, esto, ella, ellos, nosotros, llamo, llama, nombre, name, names, on, gets, getting,
    being, undocumented, citizen, resident, ciudadano, ciudadana, residente, scared, afraid, hispanic, mexican, mexicano, mexicana,
    latino, latina, immigrant, inmigrante, indocumentado, indocumentada, madre, padre, mother, father, single, worried, calling, at,
    going, looking, trying, asking, writing, student, estudiante, nuevo, new, already, still, in, legal, illegal, safe, ok, okay, sure,
    right, rights, papers, papeles, casa, house, home, work, trabajo, required, needed, list, lista, atencion, confused, sorry, about,
    salvadoreno, hondureno, guatemalteco, venezolano, venezolana, colombiano, colombiana, cubano, cubana, haitian, polish, spelled,
    completo, full, first, last, middle, given, given, private, secret, spelled, misspelled, wrong, correct, not, in, under, his, hers,
    appears, shows, came, ask, asked, said, says, told, cannot, cant, dont, doesnt, after, before, today, yesterday, now, ahora, ayer,
    hoy, solo, muy, mas, bien, trabajador, ciudadania, gente, persona, person, anyone, someone, alguien, nadie, one, uno, siempre, never,
    called, calls, calle, eso, wait, anonymous, anonimo, anonima, and, unknown, ready, de, para, the, some, any, all, real, fake,
    detenido, detenida, arrestado, preso, presa, missing, gone, dead, sick, enfermo, enferma, pregnant, embarazada, taken, held, hurt,
    does, did, was, works, lives, went, left, still, will, may, might, must, only, too, very, really, both, then, than, as, out, up,
    down, off, over, into, deported, released, working, driving, stopped, visa, asylum, tps, daca, green, card, court, juez, judge,
    chicago, houston, miami, dallas, illinois, texas, florida, california, english, spanish, ingles, espanol, sunday, monday`),
);

function findNames(text: string, tokens: readonly Token[]): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const name = readLedName(text, tokens, at) ?? readWeakName(text, tokens, at) ?? readRelativeName(text, tokens, at);
    if (!name) continue;
    const first = tokens[name.from];
    const last = tokens[name.to];
    if (first && last) spans.push(span('name', first, last));
    at = name.to;
  }
  return spans;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function leadLength(tokens: readonly Token[], at: number, leads: readonly (readonly string[])[]): number {
  for (const lead of leads) {
    if (lead.every((word, index) => tokens[at + index]?.folded === word)) return lead.length;
  }
  return 0;
}

function readLedName(text: string, tokens: readonly Token[], at: number): Stretch | null {
  const length = leadLength(tokens, at, NAME_LEADS);
  if (length === 0) return null;
  const from = at + length;
  // "nombre" alone leads to a name only with a colon or a capital: "el nombre del abogado" does not.
  const isLoose = length === 1 || (length === 2 && ['name', 'nombre'].includes(tokens[from - 1]?.folded ?? ''));
  const first = tokens[from];
  if (!first) return null;
  const colon = text.slice(tokens[from - 1]?.end ?? 0, first.start).includes(':');
  const isNamed = tokens[at]?.folded === 'named';
  if (isLoose && !isNamed && !colon && !isKnownName(first)) return null;
  return readName(text, tokens, from, colon ? 4 : 3, true);
}

function isKnownName(token: Token): boolean {
  return FIRST_NAMES.has(token.folded);
}

function readWeakName(text: string, tokens: readonly Token[], at: number): Stretch | null {
  const length = leadLength(tokens, at, WEAK_LEADS);
  if (length === 0) return null;
  const from = at + length;
  const first = tokens[from];
  if (!first || NOT_A_NAME.has(first.folded)) return null;
  const next = tokens[from + 1];
  const isShouted = tokens[at]?.raw === tokens[at]?.raw.toUpperCase() && (tokens[at]?.raw.length ?? 0) > 1;
  const isTwoCapitals =
    first.isCapitalised && next?.isCapitalised === true && !NOT_A_NAME.has(next.folded) && !isShouted;
  const isTitle =
    ['mr', 'mrs', 'ms', 'senor', 'senora', 'don', 'dona'].includes(tokens[at]?.folded ?? '') && first.isCapitalised;
  return isKnownName(first) || isTwoCapitals || isTitle
    ? readName(text, tokens, from, 4, first.isCapitalised === false)
    : null;
}

function readRelativeName(text: string, tokens: readonly Token[], at: number): Stretch | null {
  if (!RELATIVES.has(tokens[at]?.folded ?? '')) return null;
  const first = tokens[at + 1];
  if (!first || NOT_A_NAME.has(first.folded) || hasStop(text, tokens, at)) return null;
  const isShouted = tokens[at]?.raw === tokens[at]?.raw.toUpperCase();
  const isCapital = first.isCapitalised && !isShouted && first.raw !== first.raw.toUpperCase();
  return isKnownName(first) || isCapital ? readName(text, tokens, at + 1, 4, !isCapital) : null;
}

/** The words of a name from its first one: up to `most`, to a stop, an everyday word, or where the capitals end. */
function readName(
  text: string,
  tokens: readonly Token[],
  from: number,
  most: number,
  anyCase: boolean,
): Stretch | null {
  const first = tokens[from];
  if (!first || first.hasDigit || NOT_A_NAME.has(first.folded)) return null;
  const needsCapital = first.isCapitalised && first.raw !== first.raw.toUpperCase();
  let to = from;
  let count = 1;
  for (let at = from + 1; at < tokens.length && count < most; at++) {
    const token = tokens[at] as Token;
    if (/[,;:!?\n()"]|\.\s/.test(text.slice(tokens[at - 1]?.end ?? 0, token.start)) && tokens[at - 1]?.raw.length !== 1)
      break;
    if (PARTICLES.has(token.folded) && leadsOn(tokens, at, needsCapital || !anyCase)) continue;
    if (token.folded === 'a' && tokens[at + 1]?.hasDigit) break;
    if (token.hasDigit || (NOT_A_NAME.has(token.folded) && !isInitial(token)) || RELATIVES.has(token.folded)) break;
    if (needsCapital && !token.isCapitalised) break;
    if (!anyCase && !token.isCapitalised) break;
    to = at;
    count++;
  }
  return { from, to };
}

function isInitial(token: Token): boolean {
  return token.raw.length === 1 && token.isCapitalised && !['i', 'y', 'a'].includes(token.folded);
}

/** "de la Cruz", "del rio": after one particle or more, another word of the name. */
function leadsOn(tokens: readonly Token[], from: number, needsCapital: boolean): boolean {
  let at = from;
  while (PARTICLES.has(tokens[at]?.folded ?? '') && at < from + 3) at++;
  const next = tokens[at];
  if (!next || next.hasDigit || next.raw.length < 2 || (NOT_A_NAME.has(next.folded) && !next.isCapitalised))
    return false;
  return next.isCapitalised || (!needsCapital && !['y', 'el', 'al'].includes(tokens[from]?.folded ?? ''));
}
