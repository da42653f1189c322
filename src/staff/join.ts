import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
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
  /**
   * Serves the console on a port of its own, so that a firewall can keep the world out.
   *
   * @returns the port; the server ends with {@link close}.
   */
  listen(port: number, host: string, trustProxyHops: number): Promise<number>;
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
  const own = createServer();
  const mount = (app: Express): void => {
    app.use(createStaffApp({ ...options, knowledge, onBulletins: () => posted.refresh() }, parts));
  };
  return {
    mount,
    withBulletins,
    listen: async (port, host, trustProxyHops) => {
      const app = express();
      app.disable('x-powered-by');
      app.set('trust proxy', trustProxyHops);
      mount(app);
      own.on('request', app);
      await new Promise<void>((resolve, reject) => {
        own.once('error', reject);
        own.listen(port, host, resolve);
      });
      return (own.address() as AddressInfo).port;
    },
    close: () => {
      posted.stop();
      own.close();
      own.closeAllConnections();
    },
  };
}
