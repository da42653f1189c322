import type { FoundPlace } from './find-place.js';
import { list } from './phrase-table.js';
import type { Word } from './text.js';
import type { Setting } from './types.js';

const SETTING_WORDS: Readonly<Record<Setting, string>> = {
  home: 'home, house, apartment, door, casa, hogar, apartamento, departamento, puerta, domicilio',
  work: 'work, job, workplace, trabajo, chamba, jale, oficina, factory, restaurant, fabrica, restaurante, warehouse, bodega',
  street: 'street, sidewalk, corner, walking, calle, banqueta, acera, esquina, park, parque',
  car: 'car, truck, driving, vehicle, carro, coche, auto, troca, camioneta, manejando, conduciendo, traffic',
  school: 'school, schools, college, university, daycare, escuela, escuelas, colegio, universidad, guarderia',
  hospital: 'hospital, hospitals, clinic, doctor, clinica, medico, emergency room',
  court: 'court, courthouse, corte, tribunal, juzgado, cortes',
  worship: 'church, churches, mosque, temple, synagogue, iglesia, iglesias, templo, mezquita',
  transit:
    'bus, train, airport, plane, flight, border, autobus, camion, tren, aeropuerto, avion, metro, subway, frontera',
};

const settings: ReadonlyMap<string, Setting> = new Map(
  (Object.keys(SETTING_WORDS) as Setting[]).flatMap((setting) =>
    list(SETTING_WORDS[setting]).map((word) => [word, setting] as const),
  ),
);

/** Where a thing happens; the first place named. */
export function findSetting(words: readonly Word[]): Setting | null {
  for (const word of words) {
    const setting = settings.get(word.folded);
    if (setting) return setting;
  }
  return null;
}

/** The answer about each setting. */
export const SETTING_TOPICS: Readonly<Record<Setting, string>> = {
  home: 'rights.home',
  work: 'rights.work',
  street: 'rights.street',
  car: 'rights.car',
  school: 'rights.school',
  hospital: 'rights.hospital',
  court: 'rights.court',
  worship: 'rights.worship',
  transit: 'rights.transit',
};

const LEADS =
  list(`and, y, what about, how about, que tal, que pasa con, y que de, and what about, y si, what if, and if, pero, but, or, o, also, tambien,
  and how about, y que tal, ok and, ok y, and what, y que, entonces, so, and for, y para, e, then, y que pasa con, now, ahora`).map(
    (lead) => lead.split(' '),
  );

const SMALL_WORDS = new Set(
  list(`in, at, on, the, my, for, to, a, an, of, with, near, from, here, there, about, what, en, el, la, los, las, mi, mis, del, de, al, por, para, con, un, una, eso,
    it, is, that, same, thing, mismo, lo, aca, aqui, area, city, ciudad, ones, one, me, im, i, live, vivo, estoy, soy, ok, too, tambien, si, yes, state, estado, zip, code, codigo,
    postal, please, favor, cerca, around, sobre, they, are, am, their, our, nuestra, if, when, cuando, estan, esta, we`),
);

/** What the person asks further, once the topic of the turn before is known. */
export interface FollowUp {
  readonly topic: string;
  /** True where only the place, or nothing, is new. */
  readonly keepsTopic: boolean;
}

const TURNS: readonly { readonly words: ReadonlySet<string>; readonly topics: (group: string) => string | null }[] = [
  {
    words: new Set(
      list(
        'kids, children, kid, son, daughter, hijos, hijo, hija, ninos, nino, hijas, baby, bebe, child, family, familia',
      ),
    ),
    topics: (group) => (group === 'detained' || group === 'emergency' ? 'detained.children' : 'plan.family'),
  },
  {
    words: new Set(list('warrant, orden, judge, juez')),
    topics: (group) => (group === 'rights' || group === 'emergency' ? 'rights.warrant' : null),
  },
  {
    words: new Set(
      list('cost, much, cuanto, cuesta, price, precio, free, gratis, cobran, cuestan, costs, money, dinero'),
    ),
    topics: (group) => (group === 'detained' ? 'detained.bond' : 'help.cost'),
  },
  { words: new Set(list('lawyer, abogado, abogada, attorney')), topics: () => 'help.lawyer' },
];

const CONTENT_TOPICS_FOR_SETTING = new Set(['rights', 'emergency', 'police']);

/**
 * Reads a short utterance against the conversation's last topic: "and in Houston?", "y en el trabajo?", "what about my
 * kids", "what if they have one".
 *
 * @param place the place found in it, if any.
 * @returns null where it stands by itself.
 */
export function resolveFollowUp(
  words: readonly Word[],
  place: FoundPlace | null,
  lastTopic: string | undefined,
): FollowUp | null {
  if (!lastTopic || words.length === 0 || words.length > 9) return null;
  const lead = leadOf(words);
  const rest = words.slice(lead).map((word) => word.folded);
  const without = place ? rest.filter((_, index) => index + lead < place.from || index + lead >= place.to) : rest;
  const telling = without.filter((word) => !SMALL_WORDS.has(word));
  if (place && telling.length === 0) return { topic: lastTopic, keepsTopic: true };
  const [group = ''] = lastTopic.split('.');
  if (lead === 0 && words.length > 5) return null;
  const setting =
    telling.length > 0 && telling.every((word) => settings.has(word)) ? settings.get(telling[0] ?? '') : undefined;
  if (setting && CONTENT_TOPICS_FOR_SETTING.has(group)) {
    return {
      topic: setting === 'home' && group === 'police' ? 'rights.home' : SETTING_TOPICS[setting],
      keepsTopic: false,
    };
  }
  if (lead === 0 && !isCostQuestion(rest)) return null;
  if (refersBack(rest))
    return { topic: group === 'rights' || group === 'emergency' ? 'rights.warrant' : lastTopic, keepsTopic: false };
  for (const turn of TURNS) {
    if (telling.length > 3 || !rest.some((word) => turn.words.has(word))) continue;
    const topic = turn.topics(group);
    if (topic) return { topic, keepsTopic: false };
  }
  return null;
}

function leadOf(words: readonly Word[]): number {
  let most = 0;
  for (const lead of LEADS) {
    if (lead.length > most && lead.every((word, index) => words[index]?.folded === word)) most = lead.length;
  }
  return most;
}

/** "how much", "cuanto cuesta": asked with nothing else, about what was said last. */
function isCostQuestion(rest: readonly string[]): boolean {
  const text = rest.join(' ');
  return /^(how much|cuanto|cuanto cuesta|how much is it|how much does it cost|cuanto cobran|cuanto es|is it free|es gratis)$/.test(
    text,
  );
}

/** "what if they have one": a warrant, after anything about rights. */
function refersBack(rest: readonly string[]): boolean {
  const text = rest.join(' ');
  return /^(if )?(they|ellos|he|she|ice)? ?(have|has|do have|got|show|tienen|traen|la tienen|la traen|tiene) ?(one|una|uno|it|la|papel|papers?|a paper|un papel)?( firmada| signed)?$/.test(
    text,
  );
}
