import type { Content, Language, Phone } from '../content/index.js';
import { type OpenState, type SearchResult, trustedPhones, WEEKDAYS } from '../directory/index.js';
import type { OrganizationCard, PhoneLine } from './blocks.js';
import { dateInWords, languagesInWords, phrase, timeInWords, weekdayInWords } from './wording.js';

type Words = Pick<Content, 'phrases'>;

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

function hoursInWords(content: Words, open: OpenState, language: Language): string {
  if (open.state === 'unknown') return phrase(content, language, 'hoursUnknown');
  if (open.state === 'open') {
    if (open.always) return phrase(content, language, 'openAlways');
    return phrase(content, language, 'openNow', { time: timeInWords(open.until, language) });
  }
  const time = timeInWords(open.opensAt, language);
  const when = open.isToday ? time : `${weekdayInWords(WEEKDAYS.indexOf(open.opensOn), language)} ${time}`;
  return phrase(content, language, 'closedNow', { when });
}

/**
 * What a person sees of an organization: only trusted phones, a website only where somebody has seen it, and why it is shown.
 *
 * @param placeName name of the person's place, for the reason; null where none is known.
 */
export function composeOrganization(
  content: Words,
  result: SearchResult,
  language: Language,
  placeName: string | null,
): OrganizationCard {
  const { organization, service, open } = result;
  const phones = trustedPhones(organization, service);
  const website = organization.url_evidence === 'by-name' ? null : organization.website;
  const place = placeName ?? '';
  const reason = { first: 'whyFirst', place: 'whyPlace', state: 'whyPlace', national: 'whyNational' } as const;
  const why = phrase(content, language, reason[result.reason], { place });
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
    hours:
      open.state === 'unknown' && phones.length === 0
        ? phrase(content, language, 'hoursOnWebsite')
        : hoursInWords(content, open, language),
    openState: open.state,
    languages:
      service.languages.length > 0
        ? phrase(content, language, 'languagesLabel', {
            languages: languagesInWords(content, service.languages, language),
          })
        : phrase(content, language, 'languagesUnknown'),
    cost: service.cost ? inLanguage(service.cost, language) : phrase(content, language, 'costUnknown'),
    why,
    note,
    checked: phrase(content, language, 'confirmed', { date: dateInWords(organization.checked, language) }),
  };
}
