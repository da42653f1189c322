import type { OrganizationFile, Phone, Service } from '../content/index.js';

/** Trusted phones of an organization, for one of its services: what may be shown. */
export function trustedPhones(organization: OrganizationFile, service: Service): readonly Phone[] {
  if (organization.confidence === 'low') return [];
  return organization.phones.filter(
    (phone) => phone.confidence !== 'low' && (!phone.services || phone.services.includes(service.id)),
  );
}

/** The website, where somebody has seen it or a source links it; an address known by name only is not shown. */
export function trustedWebsite(organization: OrganizationFile): string | null {
  return organization.url_evidence === 'by-name' ? null : organization.website;
}

/** `conditional`: free for some people, or free or low cost. */
export type Cost = 'free' | 'conditional' | 'paid' | 'unknown';

/**
 * What a service costs, read from the English text that the person sees: "Free" or a text that begins with it is free
 * unless it names another price or the people it is free for.
 */
export function costOf(service: Service): Cost {
  const text = service.cost?.en.toLowerCase();
  if (text === undefined) return 'unknown';
  if (!/\bfree\b|\bno cost\b|\bpro bono\b/.test(text)) return 'paid';
  if (/\bnot free\b/.test(text)) return 'paid';
  return /\blow\b|\bdepends\b|\bfor (?!all|every)|\bsome\b|\bsliding\b|\$|\bfees?\b/.test(text)
    ? 'conditional'
    : 'free';
}
