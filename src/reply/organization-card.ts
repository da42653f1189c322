import type { Content, Language, Phone, PhraseId } from '../content/index.js';
import { type OpenState, type SearchResult, trustedPhones, trustedWebsite, WEEKDAYS } from '../directory/index.js';
import type { OrganizationCard, PhoneLine } from './blocks.js';
import { weeklyHours } from './weekly-hours.js';
import {
  dateInWords,
  languagesInWords,
  listInWords,
  phrase,
  sentences,
  timeInWords,
  weekdayInWords,
} from './wording.js';

type Words = Pick<Content, 'phrases'>;
type WordsAndPlaces = Pick<Content, 'phrases' | 'cities'>;

function inLanguage(names: Readonly<Record<string, string>>, language: Language): string {
  return names[language] ?? names.en ?? '';
}

function phoneLine(content: Words, phone: Phone, language: Language): PhoneLine {
  const description = inLanguage(phone.description, language);
  const national = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone.number);
  const shown = national ? `${national[1]}-${national[2]}-${national[3]}` : phone.number;
  const number = phone.extension
    ? `${shown} ${phrase(content, language, 'extension', { number: phone.extension })}`
    : shown;
  const notes = [description, ...(phone.type === 'collect' ? [phrase(content, language, 'collectOnly')] : [])];
  const line = { number, note: notes.join('. '), languages: phone.languages };
  switch (phone.type) {
    case 'voice':
    case 'short_code':
      return { ...line, href: `tel:${phone.number.replace(/[^\d+]/g, '')}` };
    case 'sms_short_code':
      return { ...line, href: `sms:${phone.number.replace(/[^\d+]/g, '')}` };
    default:
      return line;
  }
}

type Closed = Extract<OpenState, { state: 'closed' }>;

/** "8:30 AM", "Monday 8:30 AM", or with the date where the weekday would name a nearer day. */
function openingInWords({ opensAt, opensOn, opensDate, isToday, isThisWeek }: Closed, language: Language): string {
  const time = timeInWords(opensAt, language);
  if (isToday) return time;
  const day = isThisWeek ? weekdayInWords(WEEKDAYS.indexOf(opensOn), language) : dateInWords(opensDate, language);
  return `${day} ${time}`;
}

function hoursNotKnown(content: Words, canCall: boolean, language: Language): string {
  return phrase(content, language, canCall ? 'hoursUnknown' : 'hoursOnWebsite');
}

function hoursInWords(content: Words, open: OpenState, language: Language): string {
  const say = (id: PhraseId, values?: Record<string, string>) => phrase(content, language, id, values);
  if (open.state === 'unknown') return say('hoursUnknown');
  if (open.state === 'open') {
    if (open.always) return say('openAlways');
    const time = timeInWords(open.until, language);
    return open.holiday ? say('openHoliday', { time }) : say('openNow', { time });
  }
  const closed = say('closedNow', { when: openingInWords(open, language) });
  return open.holiday ? sentences(closed, say('opensHoliday')) : closed;
}

/** What the hours alone do not tell: that the person's language is spoken at other hours, or not as far as is known. */
function languageHours(content: Words, result: SearchResult, spoken: Language, language: Language): string[] {
  const { open, openInLanguage, unmet } = result;
  const name = languagesInWords(content, [spoken], language);
  if (unmet.includes('language')) return [phrase(content, language, 'languageNotKnown', { language: name })];
  if (openInLanguage?.state !== 'closed') return [];
  const same =
    open.state === 'closed' && open.opensDate === openInLanguage.opensDate && open.opensAt === openInLanguage.opensAt;
  if (same) return [];
  return [
    phrase(content, language, 'opensInLanguage', { language: name, when: openingInWords(openInLanguage, language) }),
  ];
}

const KM_A_MILE = 1.609344;

/** The part of a metro that an organization serves: the city, and its counties. */
function areaInWords({ cities }: WordsAndPlaces, { organization }: SearchResult, language: Language): string {
  const area = organization.service_area;
  const names = cities
    .filter(({ id }) => area.cities.includes(id))
    .flatMap((city) => [city, ...city.counties.filter(({ id }) => area.counties?.includes(id))]);
  return listInWords(
    names.map((each) => inLanguage(each.names, language)),
    language,
  );
}

function whyInWords(content: WordsAndPlaces, result: SearchResult, language: Language, place: string): string {
  const reason = {
    first: 'whyFirst',
    place: 'whyPlace',
    part: 'whyPart',
    state: 'whyPlace',
    national: 'whyNational',
  } as const;
  const area = result.reason === 'part' ? areaInWords(content, result, language) : '';
  const why = phrase(content, language, reason[result.reason], { place, area });
  if (result.distanceKm === null) return why;
  const miles = Math.round(result.distanceKm / KM_A_MILE);
  const far =
    miles > 1
      ? phrase(content, language, 'distance', { miles: String(miles), place })
      : phrase(content, language, 'distanceNear', { place });
  return sentences(why, far);
}

/**
 * What a person sees of an organization: only trusted phones, a website only where somebody has seen it, and why it is shown.
 *
 * @param placeName name of the person's place, for the reason; null where none is known.
 * @param spoken    the language that was searched for, where it is another than the one written here.
 * @param anyTime   the card is read at any later time: the hours of the week stand in place of "open now".
 */
export function composeOrganization(
  content: WordsAndPlaces,
  result: SearchResult,
  language: Language,
  placeName: string | null,
  spoken: Language = language,
  anyTime = false,
): OrganizationCard {
  const { organization, service, open } = result;
  const phones = trustedPhones(organization, service);
  const website = trustedWebsite(organization);
  const why = whyInWords(content, result, language, placeName ?? '');
  const note =
    organization.kind === 'federal-government'
      ? phrase(content, language, 'governmentLine')
      : phones.length === 0
        ? phrase(content, language, 'websiteOnly')
        : null;
  return {
    id: organization.id,
    name: organization.name,
    summary: inLanguage(service.summary, language),
    phones: phones.map((phone) => phoneLine(content, phone, language)),
    website,
    hours: anyTime
      ? (weeklyHours(content, service.schedules, language) ?? hoursNotKnown(content, phones.length > 0, language))
      : sentences(
          open.state === 'unknown'
            ? hoursNotKnown(content, phones.length > 0, language)
            : hoursInWords(content, open, language),
          ...languageHours(content, result, spoken, language),
        ),
    openState: anyTime ? 'unknown' : open.state,
    languages:
      service.languages.length > 0
        ? phrase(content, language, 'languagesLabel', {
            languages: languagesInWords(content, service.languages, language),
          })
        : phrase(content, language, 'languagesUnknown'),
    cost: service.cost ? inLanguage(service.cost, language) : phrase(content, language, 'costUnknown'),
    why,
    note,
    checked: phrase(content, language, result.stale ? 'notConfirmedSince' : 'confirmed', {
      date: dateInWords(organization.checked, language),
    }),
  };
}
