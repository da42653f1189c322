import type { CityFile, StateFile } from '../content/index.js';
import { editDistance } from './edit-distance.js';
import { isEverydayWord } from './lexicon.js';
import { list, makePhraseTable, matchPhraseAt, type PhraseTable } from './phrase-table.js';
import { isNumber, type Word } from './text.js';
import type { PlaceMention } from './types.js';

/** A place and the words that name it; `from` and `to` count words, end exclusive. */
export interface FoundPlace extends PlaceMention {
  readonly from: number;
  readonly to: number;
}

export interface PlaceFinder {
  /** @param near id of the conversation's place: of two towns with one name the one in its area is meant. */
  find(words: readonly Word[], near: string | null): FoundPlace | null;
}

type Named = PlaceMention & { readonly rank: number };

/** Lower is closer: a city with answers of its own before its suburbs, towns of a state, and states. */
const RANK = { city: 0, neighborhood: 1, suburb: 2, town: 3, state: 4, country: 5 };

const COUNTRY =
  list(`nationwide, across the country, whole country, entire country, all over the country, en todo el pais,
  todo el pais, a nivel nacional`);

// Names that are also everyday words: they count after a word such as "in", before a state, or alone.
const EVERYDAY_NAMES = new Set(
  list(`mesa, hermosa, harvey, paramount, midway, uptown, midtown, downtown, orange, mobile, aurora, addison, summit,
    wheeling, commerce, industry, nogales, bell, mission, the mission, sunset, venice, carson, corona, loop, the loop,
    heights, central, westlake, liberty, paradise, reading, bridgeport, providence, independence, rogers, florence,
    victoria, columbia, jackson, lincoln, madison, georgia, virginia, carolina, dakota, charlotte, austin, lake county,
    grant park, hyde park, canal street, chinatown, el centro, castro, marina, richmond, bayview, highland, temple,
    hollywood, buena vista, la villita, greenwood, irving, garland, humble, baker, katy, spring, pearland, cicero, niles,
    fashion district, airport, lakeview, south side, north side, west side, southwest side, northwest side, eastside,
    westside, little havana, the valley, excelsior, pilsen, maine, washington, delaware, indiana, montana, roseland,
    norwalk, watts, compton, joliet, elgin, bellwood, uptown, glendale, fordham, inwood, homestead, normal, alameda,
    dublin, tigard, salem, concord, oakland, berkeley, elmhurst, woodside, brownsville, hermosa beach, marietta, alief,
    gulfton, sharpstown, kensington, ashburn, dunning, pullman, hawthorne, flushing, broadview, lombard, wilmington, aurora,
    sandy, ogden, provo, kent, bend, dover, trenton, newark, camden, union, mcallen, laredo, pharr, mission texas, roma`),
);

const BEFORE_PLACE = new Set(
  list(`in, at, near, from, around, to, of, outside, across, en, de, desde, por, cerca, a, hacia, vivo, live, city,
    ciudad, police, policia, is, it, im, and, y, about, for, para, what, neighborhood, area, colonia, barrio`),
);

const AFTER_LA = new Set(
  list(`today, now, tonight, tomorrow, this, right, rn, county, area, california, ca, and, or, too, also, please, police,
    sheriff, city, metro, near, neighborhood, yet, still, again, at, on`),
);

/** Postal abbreviations that are words too: only after a comma or a place. */
const WORD_POSTALS = new Set(
  list(
    'in, or, me, ok, hi, oh, la, ma, pa, de, al, id, co, mo, so, mi, sd, ne, md, ms, mt, wa, va, ar, as, vi, gu, mp',
  ),
);

interface Gazetteer {
  readonly names: PhraseTable<readonly Named[]>;
  readonly states: ReadonlyMap<string, Named>;
  readonly postals: ReadonlyMap<string, Named>;
  readonly postalOf: ReadonlyMap<string, string>;
  readonly cityZips: ReadonlyMap<string, Named>;
  readonly suburbZips: ReadonlyMap<string, Named>;
  readonly stateZips: readonly { readonly from: number; readonly to: number; readonly place: Named }[];
  readonly typos: ReadonlyMap<string, readonly string[]>;
  /** How the names in `typos` begin and end. */
  readonly edges: ReadonlySet<string>;
  readonly byJoined: ReadonlyMap<string, readonly Named[]>;
  /** Joined names that are one word. */
  readonly oneWord: ReadonlySet<string>;
  readonly known: ReadonlySet<string>;
  readonly losAngeles: Named | null;
}

/** @param cities @param states the place files, as loaded. */
export function makePlaceFinder(cities: readonly CityFile[], states: readonly StateFile[]): PlaceFinder {
  const gazetteer = buildGazetteer(cities, states);
  return { find: (words, near) => findPlace(gazetteer, words, near) };
}

function buildGazetteer(cities: readonly CityFile[], states: readonly StateFile[]): Gazetteer {
  const entries = new Map<string, Named[]>();
  const forTypos = new Map<string, Named[]>();
  const add = (name: string, place: Named, findTypos: boolean) => {
    const key = name.toLowerCase();
    const places = entries.get(key) ?? [];
    if (!places.some((each) => each.id === place.id && each.kind === place.kind)) entries.set(key, [...places, place]);
    if (findTypos) forTypos.set(key, entries.get(key) ?? []);
  };
  const stateNames = new Map<string, Named>();
  const postals = new Map<string, Named>();
  const postalOf = new Map<string, string>();
  for (const state of states) {
    const place = named(state.id, 'state', state.names.en, state.id, RANK.state);
    for (const name of [...Object.values(state.names), ...state.aliases]) add(name, place, true);
    for (const town of state.cities) add(town, { ...place, name: town, rank: RANK.town }, town.length >= 7);
    stateNames.set(state.id, place);
    postals.set(state.postal.toLowerCase(), place);
    postalOf.set(state.id, state.postal.toLowerCase());
  }
  const cityZips = new Map<string, Named>();
  const suburbZips = new Map<string, Named>();
  for (const city of cities) {
    const place = named(city.id, 'city', city.names.en, city.state, RANK.city);
    for (const name of Object.values(city.names)) add(name, place, true);
    for (const name of city.aliases) add(name, place, false);
    for (const name of city.neighborhoods) add(name, { ...place, rank: RANK.neighborhood }, false);
    for (const suburb of city.suburbs) {
      const name = typeof suburb === 'string' ? suburb : suburb.name;
      const state = typeof suburb === 'string' ? city.state : suburb.state;
      add(name, named(city.id, 'suburb', name, state, RANK.suburb), name.length >= 7);
    }
    for (const zip of city.zip) cityZips.set(zip, place);
    for (const zip of city.suburbZip) {
      // Where all of these numbers lie in one county, it is the county that is meant: some help is for one county only.
      const county = city.counties.find((each) => each.zip.includes(zip));
      suburbZips.set(zip, named(city.id, 'suburb', county?.names.en ?? city.names.en, city.state, RANK.suburb));
    }
  }
  for (const name of COUNTRY) add(name, named('us', 'country', 'United States', null, RANK.country), false);
  const byJoined = new Map<string, readonly Named[]>();
  for (const [name, places] of forTypos) byJoined.set(joinName(name), places);
  return {
    names: makePhraseTable(entries),
    states: stateNames,
    postals,
    postalOf,
    cityZips,
    suburbZips,
    // Whole ZIP codes first: they are exceptions to the prefixes.
    stateZips: states
      .flatMap((state) => state.zip.map((range) => zipRange(range, stateNames.get(state.id))))
      .sort((one, other) => other.from - one.from),
    typos: indexTypos([...byJoined.keys()].filter((name) => name.length >= LEAST_MISTYPED)),
    edges: new Set([...byJoined.keys()].flatMap((name) => (name.length >= LEAST_MISTYPED ? edgesOf(name) : []))),
    byJoined,
    oneWord: new Set([...forTypos.keys()].filter((name) => !/[^\p{L}]/u.test(name)).map(joinName)),
    known: new Set([...entries.keys()].flatMap((name) => name.split(/[^\p{L}]+/u))),
    losAngeles: entries.get('los angeles')?.find((place) => place.kind === 'city') ?? null,
  };
}

function named(id: string, kind: PlaceMention['kind'], name: string, state: string | null, rank: number): Named {
  return { id, kind, name, state, zip: null, rank };
}

function joinName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase();
}

/** Keeps whole ZIP codes apart from prefixes: "00601" and "601" are other places. */
const WHOLE_ZIP = 1_000_000;

function zipRange(range: string, place: Named | undefined) {
  const shift = range.length === 5 ? WHOLE_ZIP : 0;
  const [from, to] = range.split('-').map((end) => Number(end) + shift);
  if (!place) throw new RangeError('a ZIP range without a state');
  return { from: from ?? 0, to: to ?? from ?? 0, place };
}

const LEAST_MISTYPED = 6;

/** The beginning and the end of a word: a letter wrong leaves one of them whole. */
function edgesOf(word: string): [string, string] {
  return [`^${word.slice(0, 3)}`, `${word.slice(-3)}$`];
}

/** Every name under itself and under each form with one letter missing: one letter wrong is then two look-ups away. */
function indexTypos(names: readonly string[]): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const name of names) {
    for (const form of [name, ...withoutOneLetter(name)]) index.set(form, [...(index.get(form) ?? []), name]);
  }
  return index;
}

function withoutOneLetter(word: string): string[] {
  return Array.from({ length: word.length }, (_, at) => word.slice(0, at) + word.slice(at + 1));
}

function findPlace(gazetteer: Gazetteer, words: readonly Word[], near: string | null): FoundPlace | null {
  const zip = findZip(gazetteer, words);
  if (zip) return zip;
  const allUpper = words.every((word) => word.isUpper || word.end - word.start < 2 || isNumber(word.folded));
  let best: FoundPlace | null = null;
  let bestRank = 9;
  for (let at = 0; at < words.length; ) {
    const found = findNamed(gazetteer, words, at, near) ?? findShort(gazetteer, words, at, allUpper);
    if (found && found.rank < bestRank) {
      const { rank, ...place } = found;
      best = place;
      bestRank = rank;
    }
    at = found ? found.to : at + 1;
  }
  return best ?? findMistyped(gazetteer, words, near);
}

function findNamed(gazetteer: Gazetteer, words: readonly Word[], at: number, near: string | null) {
  const match = matchPhraseAt(gazetteer.names, words, at);
  if (!match) return null;
  const text = words
    .slice(at, match.to)
    .map((word) => word.folded)
    .join(' ');
  const state = stateAfter(gazetteer, words, match.to);
  if (EVERYDAY_NAMES.has(text) && !state && !isPlaceLike(words, at, match.to)) return null;
  const place = choosePlace(match.meaning, state?.id ?? null, near);
  const isUpstate = place.id === 'new-york' && words[at - 1]?.folded === 'upstate';
  const meant = isUpstate ? (gazetteer.states.get(place.state ?? '') ?? place) : place;
  // "Springfield, OH" where we know another Springfield: the state is what is certain.
  if (state && meant.state !== state.id) {
    const certain = gazetteer.states.get(state.id);
    if (certain) return { ...certain, from: at, to: state.to };
  }
  return { ...meant, from: at, to: state ? state.to : match.to };
}

/** An everyday word is a place when it follows "in" or the like, or when nothing else was said. */
function isPlaceLike(words: readonly Word[], from: number, to: number): boolean {
  if (to - from === words.length) return true;
  const before = words[from - 1]?.folded;
  return before !== undefined && BEFORE_PLACE.has(before);
}

function stateAfter(gazetteer: Gazetteer, words: readonly Word[], at: number): { id: string; to: number } | null {
  const next = words[at];
  if (!next) return null;
  const postal = gazetteer.postals.get(next.folded);
  if (postal) {
    const previous = words[at - 1];
    const isMeant =
      !WORD_POSTALS.has(next.folded) || next.isUpper || previous?.after.includes(',') || at === words.length - 1;
    if (isMeant && next.folded !== 'la') return { id: postal.id, to: at + 1 };
    if (isMeant && previous?.after.includes(',')) return { id: postal.id, to: at + 1 };
  }
  const match = matchPhraseAt(gazetteer.names, words, at);
  const state = match?.meaning.find((place) => place.rank === RANK.state);
  return match && state ? { id: state.id, to: match.to } : null;
}

function choosePlace(places: readonly Named[], state: string | null, near: string | null): Named {
  const inState = state === null ? [] : places.filter((place) => place.state === state);
  const candidates = inState.length > 0 ? inState : places;
  const nearby = candidates.find((place) => place.id === near);
  return nearby ?? candidates.reduce((best, place) => (place.rank < best.rank ? place : best));
}

/** "LA" and postal abbreviations. */
function findShort(gazetteer: Gazetteer, words: readonly Word[], at: number, allUpper: boolean) {
  const word = words[at];
  if (!word) return null;
  if (gazetteer.losAngeles && isLosAngeles(words, at, allUpper)) {
    return { ...gazetteer.losAngeles, from: at, to: word.folded === 'l' ? at + 2 : at + 1 };
  }
  const postal = gazetteer.postals.get(word.folded);
  if (!postal || word.folded === 'la') return null;
  const before = words[at - 1];
  const afterComma = before?.after.includes(',') === true && word.isUpper && !allUpper;
  const afterIn = before !== undefined && ['in', 'en', 'from', 'near'].includes(before.folded);
  const isMeant = WORD_POSTALS.has(word.folded)
    ? afterComma || (afterIn && word.isUpper && !allUpper)
    : afterComma || afterIn || words.length === 1 || (word.isUpper && !allUpper);
  return isMeant ? { ...postal, from: at, to: at + 1 } : null;
}

/** The city, never the Spanish article: by its capitals in a text that has others, by its points, or after "in". */
function isLosAngeles(words: readonly Word[], at: number, allUpper: boolean): boolean {
  const word = words[at];
  const next = words[at + 1];
  if (word?.folded === 'l' && word.after.startsWith('.') && next?.folded === 'a') return true;
  if (word?.folded !== 'la') return false;
  const before = words[at - 1]?.folded;
  const endsThere = !next || AFTER_LA.has(next.folded);
  if (word.isUpper && !allUpper) return endsThere || before === 'in' || before === 'en';
  const english = before !== undefined && ['in', 'near', 'from', 'around'].includes(before);
  return endsThere && (english || (before === 'en' && !next));
}

function findZip(gazetteer: Gazetteer, words: readonly Word[]): FoundPlace | null {
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word?.folded.length !== 5 || !isNumber(word.folded)) continue;
    const next = words[at + 1];
    const isLong = word.after === '-' && next?.start === word.end + 1 && /^\d{4}$/.test(next.folded);
    if (!isLong && (isPartOfNumber(words, at) || isHouseNumber(words, at) || isMoney(words, at))) continue;
    const place = placeOfZip(gazetteer, word.folded);
    if (place) {
      const { rank: _rank, ...mention } = place;
      return { ...mention, zip: word.folded, from: at, to: isLong ? at + 2 : at + 1 };
    }
  }
  return null;
}

function isPartOfNumber(words: readonly Word[], at: number): boolean {
  const word = words[at];
  const before = words[at - 1];
  const next = words[at + 1];
  if (before && isNumber(before.folded) && before.after !== ',' && before.folded.length > 2) return true;
  return word?.after === '-' && next !== undefined && isNumber(next.folded);
}

const MONEY = new Set(list('dollars, dollar, bucks, usd, dolares, dolar, pesos, bond, bail, fianza'));

/** No ZIP code in use ends in three noughts; a bond often does. */
function isMoney(words: readonly Word[], at: number): boolean {
  if (words[at]?.folded.endsWith('000') || words[at - 1]?.after.includes('$')) return true;
  return MONEY.has(words[at + 1]?.folded ?? '');
}

const STREETS = new Set(
  list(
    'st, street, ave, avenue, blvd, road, rd, drive, dr, lane, ln, court, ct, way, place, w, n, s, e, north, south, east, west',
  ),
);

function isHouseNumber(words: readonly Word[], at: number): boolean {
  return words.slice(at + 1, at + 4).some((word) => STREETS.has(word.folded));
}

/** A whole ZIP code wins over a prefix; inside the city wins over around it. */
function placeOfZip(gazetteer: Gazetteer, zip: string): Named | null {
  const prefix = zip.slice(0, 3);
  const { cityZips, suburbZips, stateZips } = gazetteer;
  const found = cityZips.get(zip) ?? suburbZips.get(zip) ?? cityZips.get(prefix) ?? suburbZips.get(prefix);
  if (found) return found;
  const isIn = (number: number) => stateZips.find(({ from, to }) => number >= from && number <= to)?.place;
  return isIn(Number(zip) + WHOLE_ZIP) ?? isIn(Number(prefix)) ?? null;
}

function findMistyped(gazetteer: Gazetteer, words: readonly Word[], near: string | null): FoundPlace | null {
  for (let at = 0; at < words.length; at++) {
    for (const width of [2, 1]) {
      if (at + width > words.length) continue;
      const typed = words.slice(at, at + width).map((word) => word.folded);
      if (typed.every(isEverydayWord) || (width === 2 && typed.every((word) => gazetteer.known.has(word)))) continue;
      const found = findByLetters(gazetteer, typed.join(''), width, near);
      if (found) return withoutRank({ ...found, from: at, to: at + width });
    }
  }
  return null;
}

function withoutRank({ rank: _rank, ...place }: Named & { from: number; to: number }): FoundPlace {
  return place;
}

// Real words that lie one letter from a place.
const NOT_A_TYPO = new Set(
  list(`devoted, dentro, denied, denies, mujeres, miamo, vermonth, nevado, texans, floridas, alabanza, mariana, mental,
    camden, albany, montar, casino, newborn, tuition, colorada, colorado, coloreado, caroline, virginal, aurora, norman,
    landing, lending, lasvenas, august, everest, salida, salidas, settle, settled, settles, montan, mountain,
    jersey, dallas, dentists, orlando, augusta, chicano, chicanos, chicana, chicanas, chicago`),
);

/** @param width words that were typed: two are no one-word name with a letter wrong ("house on", Houston). */
function findByLetters(gazetteer: Gazetteer, typed: string, width: number, near: string | null): Named | null {
  if (typed.length < LEAST_MISTYPED || typed.length > 24 || NOT_A_TYPO.has(typed)) return null;
  const exact = gazetteer.byJoined.get(typed);
  if (exact) return choosePlace(exact, null, near);
  if (!edgesOf(typed).some((edge) => gazetteer.edges.has(edge))) return null;
  for (const form of [typed, ...withoutOneLetter(typed)]) {
    for (const name of gazetteer.typos.get(form) ?? []) {
      if (name[0] !== typed[0] && name.slice(1) !== typed.slice(1)) continue;
      if (width > 1 && gazetteer.oneWord.has(name)) continue;
      // One letter wrong in seven; two in a long name.
      if (name.length >= 7 && editDistance(name, typed) <= (name.length >= 10 ? 2 : 1)) {
        return choosePlace(gazetteer.byJoined.get(name) ?? [], null, near);
      }
    }
  }
  return null;
}
