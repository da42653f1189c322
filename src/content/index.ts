export { type AnswerBlock, type AnswerPart, type Line, linkPhones, plainText, type Span } from './answer.js';
export { checkContent } from './check.js';
export type { Language, PlaceId, TopicId } from './ids.js';
export {
  type Answer,
  type Content,
  contentVersion,
  type Example,
  type LoadResult,
  loadContent,
  parseContent,
  serializeContent,
  type Topic,
} from './load.js';
export type { ForeignFile, PhraseId, PhrasesFile, SiteStringId, WidgetStringId } from './phrases.js';
export { type FreshnessReport, formatReport, formatTexts, reportFreshness, reviewOf } from './report.js';
export { makeReviewPack, recordReview } from './review-pack.js';
export type {
  BulletinFile,
  CityFile,
  Location,
  Need,
  Phone,
  Schedule,
  Service,
  Source,
  StateFile,
  TopicFile,
} from './schema.js';
export { NEEDS, OrganizationFile, Review } from './schema.js';
export { stampTranslations } from './stamp.js';
export { type Fault, formatFault, parseYaml, readText } from './yaml-file.js';
