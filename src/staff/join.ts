import type { Express } from 'express';
import type { Content } from '../content/index.js';
import { openStaffParts } from './api.js';
import { createStaffApp, type StaffAppOptions } from './app.js';
import { PostedBulletins } from './bulletins.js';
import type { Known } from './replay.js';

/** The staff side, open: to be mounted, and asked for the notices that staff posted. */
export interface StaffSide {
  /** Puts `/staff` on an app; before any body parser. */
  readonly mount: (app: Express) => void;
  /** What the bot should answer from: the content with the posted notices in it. */
  readonly withBulletins: <T extends { readonly content: Content }>(known: T) => T;
  close(): void;
}

/**
 * Opens the staff side over a database whose migrations have run.
 *
 * @param options `knowledge` is what the files say; posted notices are added here.
 */
export async function openStaffSide(options: Omit<StaffAppOptions, 'onBulletins'>): Promise<StaffSide> {
  const parts = await openStaffParts(options.db, options.now);
  const posted = new PostedBulletins(options.db, options.now, options.onFault);
  await posted.start();
  const withBulletins = <T extends { readonly content: Content }>(known: T): T => {
    const content = posted.mergeInto(known.content);
    return content === known.content ? known : { ...known, content };
  };
  const knowledge = (): Known => withBulletins(options.knowledge());
  return {
    mount: (app) => {
      app.use(createStaffApp({ ...options, knowledge, onBulletins: () => posted.refresh() }, parts));
    },
    withBulletins,
    close: () => posted.stop(),
  };
}
