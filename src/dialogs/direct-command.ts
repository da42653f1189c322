import type { Language, TopicId } from '../content/index.js';
import { foldText } from './match-choice.js';

/**
 * What a helper asks for in a word or two: a topic by name ("rights chicago home"), a card to pass on, or where the last
 * answer comes from.
 */
export type DirectCommand =
  | { readonly kind: 'topic'; readonly topic: TopicId }
  /** `language` of the card where it was named, else null: the conversation's. */
  | { readonly kind: 'card'; readonly language: Language | null }
  | { readonly kind: 'current' };

const words = (text: string): readonly string[] => text.split(/[,\n]/).map((each) => each.trim());

/** The first word of a direct command, and the topic it names by itself. */
const GROUPS: readonly { readonly names: readonly string[]; readonly group: string; readonly topic: TopicId }[] = [
  { names: words('rights, right, derechos, derecho'), group: 'rights', topic: 'rights.overview' },
  { names: words('raids, raid, redadas, redada'), group: 'raids', topic: 'raids.status' },
  { names: words('police, policia'), group: 'police', topic: 'police.cooperation' },
  { names: words('lawyer, lawyers, abogado, abogados, abogada'), group: 'lawyer', topic: 'help.lawyer' },
  { names: words('hotline, hotlines'), group: 'hotline', topic: 'help.hotline' },
  { names: words('detained, detenido, detenida, detenidos'), group: 'detained', topic: 'detained.find' },
];

/** What may follow the first word. Each word stands for one topic of its group. */
const SUBJECTS: Readonly<Record<string, Readonly<Record<TopicId, readonly string[]>>>> = {
  rights: {
    'rights.home': words('home, house, door, apartment, casa, hogar, puerta, apartamento'),
    'rights.work': words('work, job, workplace, trabajo, empleo'),
    'rights.street': words('street, walking, calle'),
    'rights.car': words('car, driving, traffic, carro, coche, auto'),
    'rights.school': words('school, escuela'),
    'rights.hospital': words('hospital, clinic, clinica'),
    'rights.court': words('court, courthouse, corte, tribunal'),
    'rights.worship': words('church, temple, mosque, iglesia, templo, mezquita'),
    'rights.transit': words('bus, train, airport, plane, autobus, tren, aeropuerto, avion'),
    'rights.warrant': words('warrant, orden'),
    'rights.silence': words('silence, silencio'),
    'rights.signing': words('sign, signing, papers, firmar'),
    'rights.documents': words('documents, documentos'),
    'rights.record': words('film, filming, record, video, filmar, grabar'),
    'rights.phone': words('phone, telefono, celular'),
    'rights.lawyer': words('lawyer, abogado'),
    'rights.citizen': words('citizen, ciudadano, ciudadana'),
  },
  raids: {
    'raids.status': words('now, today, ahora, hoy'),
    'raids.verify': words('rumor, true, rumor, verdad, cierto'),
    'raids.report': words('report, reportar'),
  },
  police: {
    'police.cooperation': words('ice, cooperation, migra, cooperacion'),
    'police.detainer': words('jail, detainer, hold, carcel'),
    'police.status-question': words('status, estatus'),
    'police.call-911': words('911'),
  },
  lawyer: {},
  hotline: {},
  detained: {
    'detained.find': words('find, locator, encontrar, localizar'),
    'detained.family': words('family, familia'),
    'detained.bond': words('bond, fianza'),
    'detained.children': words('children, kids, ninos, hijos'),
  },
};

/** Words that say nothing by themselves. */
const FILLERS = new Set(words('in, at, the, en, el, la, de, del, a, al, my, mi'));

const CARD_PHRASES = new Set(
  words(`card, client card, card for client, card for a client, card for my client, card for the client, make a card,
    handout, tarjeta, tarjeta para cliente, tarjeta para un cliente, tarjeta para una clienta, tarjeta para mi cliente,
    tarjeta para el cliente, hacer una tarjeta`),
);

const LANGUAGE_NAMES: Readonly<Record<string, readonly string[]>> = {
  en: words('in english, en ingles, english, ingles'),
  es: words('in spanish, en espanol, spanish, espanol'),
};

const CURRENT_PHRASES = new Set(
  words(`is this current, is this still current, is it current, is that current, is this up to date, is that up to date,
    how current is this, how old is this, how recent is this, when was this checked, who checked this,
    who reviewed this, is this still true, sources, show sources, show the sources, what are the sources,
    where does this come from, where is this from, esta al dia, esto esta al dia, es actual, esto es actual,
    sigue vigente, esto sigue vigente, esta actualizado, esto esta actualizado, esta actualizada, que tan reciente es,
    cuando se reviso, cuando se reviso esto, quien reviso esto, fuentes, las fuentes, cuales son las fuentes,
    de donde sale esto, de donde viene esto`),
);

function cardIn(text: string, languages: readonly Language[]): DirectCommand | null {
  if (CARD_PHRASES.has(text)) return { kind: 'card', language: null };
  for (const language of languages) {
    const name = LANGUAGE_NAMES[language]?.find((each) => text.endsWith(` ${each}`));
    if (name !== undefined && CARD_PHRASES.has(text.slice(0, -name.length - 1))) return { kind: 'card', language };
  }
  return null;
}

/** The longest name of a place that may stand between the words ("new york city"). */
const MOST_PLACE_WORDS = 3;

/** A topic named by its group and subject, in any order of subject and place: "rights chicago home". */
function topicIn(text: string, hasPlace: boolean): DirectCommand | null {
  const [first, ...rest] = text.split(' ');
  const group = GROUPS.find(({ names }) => names.includes(first as string));
  if (!group) return null;
  const subjects = Object.entries(SUBJECTS[group.group] ?? {});
  let topic: TopicId | null = null;
  let unknown = 0;
  for (const word of rest) {
    if (FILLERS.has(word)) continue;
    const subject = subjects.find(([, names]) => names.includes(word))?.[0];
    if (subject === undefined) unknown += 1;
    else if (topic === null || topic === subject) topic = subject;
    else return null;
  }
  // Words that are neither subject nor place belong to a real question: that is for the understanding.
  if (unknown > (hasPlace ? MOST_PLACE_WORDS : 0)) return null;
  return { kind: 'topic', topic: topic ?? group.topic };
}

/**
 * Reads a direct command. Anything else gives null and is understood as a question.
 *
 * @param text      as typed; a slash before it is left out.
 * @param hasPlace  whether the understanding found a place in it.
 * @param languages installed languages.
 */
export function readDirectCommand(
  text: string,
  hasPlace: boolean,
  languages: readonly Language[],
): DirectCommand | null {
  const folded = foldText(text);
  if (folded === '' || folded.length > 60) return null;
  if (CURRENT_PHRASES.has(folded)) return { kind: 'current' };
  return cardIn(folded, languages) ?? topicIn(folded, hasPlace);
}

/**
 * The words behind a command that is itself the name of a group, as in `/rights chicago home`: with the name before them
 * where that makes a direct command, else as they are (a whole question, or another command).
 */
export function afterGroup(group: string, text: string, languages: readonly Language[]): string {
  const isCommand = (words: string): boolean => readDirectCommand(words, true, languages) !== null;
  return !isCommand(text) && isCommand(`${group} ${text}`) ? `${group} ${text}` : text;
}

/** Every topic a direct command can name, for tests. */
export const DIRECT_TOPICS: readonly TopicId[] = [
  ...GROUPS.map(({ topic }) => topic),
  ...Object.values(SUBJECTS).flatMap((subjects) => Object.keys(subjects)),
];
