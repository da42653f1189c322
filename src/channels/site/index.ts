export { type ExportedSite, exportSite } from './export-site.js';
export type { SiteOptions } from './site-plan.js';
export { createSite } from './site-router.js';
