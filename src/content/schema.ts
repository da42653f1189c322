import { z } from 'zod';

/** An id of our own: lower case letters, digits and hyphens. */
const Id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'write it in lower case letters, digits and hyphens');

/** `group.name`, both as in the folder names. */
export const TopicIdText = z
  .string()
  .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'write it as group.name, for example rights.home');

const LanguageCode = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, 'write a language code such as en or es');
const IsoDate = z.iso.date('write a calendar date as 2019-07-02');
const WebAddress = z
  .url('write the whole address, with https://')
  .regex(/^https?:\/\//, 'only http and https addresses are shown')
  .refine((url) => !url.includes('…'), 'this address is shortened: write it in full');

/** One page an answer rests on, and the day someone last opened it. */
export const Source = z.strictObject({
  title: z.string().min(3),
  url: WebAddress,
  checked: IsoDate,
  places: z.array(Id).min(1).optional(),
});
export type Source = z.infer<typeof Source>;

/** Who reviewed an answer, and in which languages. */
export const Review = z.strictObject({
  by: z.string().min(3),
  on: IsoDate,
  languages: z.array(LanguageCode).min(1),
  places: z.array(Id).min(1).optional(),
});
export type Review = z.infer<typeof Review>;

/** The words of the directory for what an organization can do (Open Referral taxonomy terms of our own). */
export const NEEDS = [
  'legal-consultation',
  'know-your-rights',
  'deportation-defense',
  'naturalization',
  'detention-legal-help',
  'family-petition',
  'asylum',
  'u-visa-vawa',
  'hotline-family-support',
  'daca',
  'children',
  'hotline-raid-report',
  'lawyer-search',
  'domestic-violence',
  'bond-help',
  'tps',
  'crisis',
  'mental-health',
  'detainee-locator',
  'fraud-report',
  'bond-fund',
  'case-information',
] as const;
export const Need = z.enum(NEEDS);
export type Need = z.infer<typeof Need>;

/** `topic.yaml`: all of an answer that no language changes. */
export const TopicFile = z.strictObject({
  id: TopicIdText,
  stakes: z.enum(['high', 'normal']),
  asOf: IsoDate,
  reviewBy: IsoDate,
  whenOverdue: z.enum(['warn', 'withdraw']),
  review: z.array(Review),
  sources: z.array(Source),
  variants: z
    .record(
      Id,
      z.strictObject({
        asOf: IsoDate.optional(),
        reviewBy: IsoDate.optional(),
        whenOverdue: z.enum(['warn', 'withdraw']).optional(),
        needs: z.array(Need).max(3).optional(),
      }),
    )
    .default({}),
  related: z.array(TopicIdText).max(4).default([]),
  needs: z.array(Need).max(3).default([]),
  flow: Id.optional(),
  /** Whether the dated notices for the place are told under the first part. */
  bulletins: z.boolean().default(false),
});
export type TopicFile = z.infer<typeof TopicFile>;

/** The lines between `---` at the head of `en.md`. */
export const AnswerHead = z.strictObject({
  title: z.string().min(3).max(60),
  label: z.string().min(2).max(36),
  translates: z
    .string()
    .regex(/^[0-9a-f]{8}$/, 'run: npx amparo stamp <topic>')
    .optional(),
});
export type AnswerHead = z.infer<typeof AnswerHead>;

/** A name in each language; `en` is the one shown where a language has none of its own. */
const Names = z.looseObject({ en: z.string().min(2) }).catchall(z.string().min(2));

const Suburb = z.union([z.string().min(2), z.strictObject({ name: z.string().min(2), state: Id })]);

/** A county of a metro area, as an organization may serve it alone. A town that lies in two stands in both. */
const County = z.strictObject({
  id: Id,
  names: Names,
  /** Whether the city itself lies in it. */
  holdsCity: z.boolean().default(false),
  /** Each is one of `suburbs`; other names of the county stand here too. */
  towns: z.array(z.string().min(2)).default([]),
  /** First three digits of ZIP codes that lie wholly in it. */
  zip: z.array(z.string().regex(/^\d{3}$/)).default([]),
});

/** A city that has answers of its own, with the metro area around it. */
export const CityFile = z.strictObject({
  id: Id,
  kind: z.literal('city'),
  state: Id,
  names: Names,
  /** Other names, nicknames and usual misspellings of the city itself, in any language. */
  aliases: z.array(z.string().min(2)).default([]),
  neighborhoods: z.array(z.string().min(2)).default([]),
  /** Nearby towns with a police of their own: the city's organizations, but not its rules. */
  suburbs: z.array(Suburb).default([]),
  counties: z.array(County).default([]),
  /** First three digits of ZIP codes, or whole ZIP codes, inside the city. */
  zip: z.array(z.string().regex(/^\d{3}(\d{2})?$/)).default([]),
  /** The same around it; a whole ZIP code wins over a prefix. */
  suburbZip: z.array(z.string().regex(/^\d{3}(\d{2})?$/)).default([]),
  centroid: z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
  timeZone: z.string().min(3),
});
export type CityFile = z.infer<typeof CityFile>;

/** A state, or another part of the country, and the cities in it that have no answer of their own. */
export const StateFile = z.strictObject({
  id: Id,
  kind: z.literal('state'),
  postal: z.string().regex(/^[A-Z]{2}$/),
  names: Names,
  aliases: z.array(z.string().min(2)).default([]),
  /** ZIP prefixes as "600" or "600-629", or whole ZIP codes, which win over prefixes. */
  zip: z.array(z.string().regex(/^(\d{3}(-\d{3})?|\d{5})$/)).default([]),
  /** Places to recognise, so that nobody is answered as if they had named no place. */
  cities: z.array(z.string().min(2)).default([]),
  timeZone: z.string().min(3),
});
export type StateFile = z.infer<typeof StateFile>;

/** `content/places/states.yaml` holds all states in one file. */
export const StatesFile = z.array(StateFile);

/** What a bulletin says happened. Announced is not happened. */
export const BULLETIN_STATUS = [
  'announced',
  'reported',
  'postponed',
  'called-off',
  'under-way',
  'ended',
  'faded',
] as const;

/** A dated notice. */
export const BulletinFile = z.strictObject({
  id: z.string().regex(/^\d{4}-\d{2}-\d{2}-[a-z0-9-]+$/, 'write it as 2019-06-22-postponed'),
  on: IsoDate,
  until: IsoDate.optional(),
  status: z.enum(BULLETIN_STATUS),
  places: z.array(Id).min(1),
  sources: z.array(Source).min(1),
  text: Names,
});
export type BulletinFile = z.infer<typeof BulletinFile>;

const Trust = z.enum(['high', 'medium', 'low']);

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day as 08:30');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** HSDS 3.0 `schedule`; `timezone` is an IANA name, because a UTC offset is wrong for half the year. */
export const Schedule = z.strictObject({
  description: z.string().nullable().default(null),
  freq: z.enum(['WEEKLY', 'MONTHLY']).nullable().default(null),
  byday: z
    .string()
    .regex(/^(-?\d)?(MO|TU|WE|TH|FR|SA|SU)(,(-?\d)?(MO|TU|WE|TH|FR|SA|SU))*$/, 'write days as MO,WE or 2WE')
    .nullable()
    .default(null),
  opens_at: ClockTime.nullable().default(null),
  closes_at: ClockTime.nullable().default(null),
  /** IANA name. */
  timezone: z.string().refine(isTimeZone, 'write an IANA time zone such as America/Chicago'),
  valid_from: IsoDate.optional(),
  valid_to: IsoDate.optional(),
  /** Whether these hours hold on federal holidays; missing: nobody has said so, and the person is told. */
  holidays: z.enum(['open', 'closed']).optional(),
  /** Languages spoken in these hours only; a language named in any row is spoken in its rows only. */
  languages: z.array(LanguageCode).min(1).optional(),
});
export type Schedule = z.infer<typeof Schedule>;

/** HSDS 3.0 `phone`, with our own `confidence`. Short codes and collect lines carry another `type`. */
export const Phone = z.strictObject({
  number: z.string().min(2),
  extension: z.string().nullable().default(null),
  type: z.enum(['voice', 'collect', 'short_code', 'sms_short_code', 'detention_speed_dial']),
  description: Names,
  languages: z.array(LanguageCode).default([]),
  /** Ids of the services it is for; all of them where this is missing. */
  services: z.array(Id).min(1).optional(),
  confidence: Trust,
});
export type Phone = z.infer<typeof Phone>;

/** HSDS 3.0 `service`. `summary` and `cost` are what the person reads. */
export const Service = z.strictObject({
  id: Id,
  name: Names,
  summary: Names,
  cost: Names.nullable().default(null),
  taxonomy_terms: z.array(Need).min(1),
  languages: z.array(LanguageCode).default([]),
  eligibility_description: z.string().nullable().default(null),
  application_process: z.string().nullable().default(null),
  schedules: z.array(Schedule).default([]),
});
export type Service = z.infer<typeof Service>;

/** HSDS 3.0 `location` with its address. */
export const Location = z.strictObject({
  address_1: z.string().nullable(),
  address_2: z.string().nullable().default(null),
  city: z.string(),
  state_province: z.string(),
  postal_code: z.string().nullable().default(null),
  country: z.string().default('US'),
  latitude: z.number().nullable().default(null),
  longitude: z.number().nullable().default(null),
});
export type Location = z.infer<typeof Location>;

/** An organization in HSDS 3.0 terms, one file each; differences are listed in `directory.md` of the fact files. */
export const OrganizationFile = z.strictObject({
  id: Id,
  name: z.string().min(2),
  alternate_name: z.string().nullable().default(null),
  kind: z.string().min(2),
  website: WebAddress.nullable(),
  /** `by-name`: nobody has opened it, so it is not shown as a link. */
  url_evidence: z.enum(['page-seen', 'linked-in-source', 'by-name']).nullable(),
  confidence: Trust,
  checked: IsoDate,
  service_area: z.strictObject({
    scope: z.enum(['metro', 'state', 'national']),
    states: z.array(z.string().regex(/^[A-Z]{2}$/)).default([]),
    /** Place ids of the cities whose metro it serves. */
    cities: z.array(Id).default([]),
    /** Of the towns around these cities only those in these counties, by id; none: the cities alone. Absent: all of them. */
    counties: z.array(Id).optional(),
    /** Towns without a file of their own, as people name them; each in one of `states`. */
    towns: z.array(z.string().min(2)).default([]),
  }),
  /** Needs for which it comes before all others in its own area (DESIGN: the National Immigrant Justice Center for legal help in Chicago). */
  firstFor: z.array(Need).default([]),
  /** For whom alone it is there (one nationality, one language community); such come after those that are for everybody. */
  audience: z.string().min(3).nullable().default(null),
  phones: z.array(Phone).default([]),
  services: z.array(Service).min(1),
  locations: z.array(Location).default([]),
  sources: z.array(
    z.strictObject({ title: z.string().nullable(), url: z.string().nullable(), seen: z.string().nullable() }),
  ),
  notes: z.string().nullable().default(null),
});
export type OrganizationFile = z.infer<typeof OrganizationFile>;

/** Numbers that must never be shown, with the reason. */
export const NeverListFile = z.strictObject({
  neverList: z.array(z.strictObject({ number: z.string().min(4), why: z.string().min(3) })).min(1),
});
