import type { Installation, InstallationQuery, InstallationStore } from '@slack/oauth';
import { z } from 'zod';
import type { HiddenIds } from '../hidden-ids.js';
import type { Workspace } from './inbound.js';

/** Where the channel keeps workspaces; `workspace` is always a keyed hash. */
export interface WorkspaceStore {
  put(workspace: string, text: string): Promise<void>;
  get(workspace: string): Promise<string | null>;
  note(workspace: string, conversation: string): Promise<void>;
  conversationsOf(workspace: string): Promise<readonly string[]>;
  remove(workspace: string): Promise<void>;
}

const Named = z.object({ id: z.string() });

/** What is kept of an installation: no names, and nothing of the person who installed it. */
const Kept = z.object({
  team: Named.optional(),
  enterprise: Named.optional(),
  isEnterpriseInstall: z.boolean(),
  appId: z.string().optional(),
  bot: z.object({
    token: z.string(),
    refreshToken: z.string().optional(),
    expiresAt: z.number().optional(),
    scopes: z.array(z.string()),
    id: z.string(),
    userId: z.string(),
  }),
});

/** The keyed hash of the workspace, or of the organization where the app is installed for all of its workspaces. */
export function workspaceId(hiddenIds: HiddenIds, { team, enterprise, isEnterprise }: Workspace): string {
  const owner = isEnterprise ? enterprise : team;
  return hiddenIds.hide('slack-workspace', owner ?? '');
}

/** Slack's installations over our store, for `@slack/oauth`. */
export class KeptInstallations implements InstallationStore {
  constructor(
    private readonly store: WorkspaceStore,
    private readonly hiddenIds: HiddenIds,
  ) {}

  async storeInstallation(installation: Installation): Promise<void> {
    const { team, enterprise, isEnterpriseInstall, appId, bot } = installation;
    if (!bot) throw new Error('Slack: the installation has no bot; ask for bot scopes');
    const kept = Kept.parse({
      ...(team ? { team: { id: team.id } } : {}),
      ...(enterprise ? { enterprise: { id: enterprise.id } } : {}),
      isEnterpriseInstall: isEnterpriseInstall ?? false,
      ...(appId ? { appId } : {}),
      bot,
    });
    await this.store.put(this.idOf(kept.team?.id, kept.enterprise?.id, kept.isEnterpriseInstall), JSON.stringify(kept));
  }

  async fetchInstallation(query: InstallationQuery<boolean>): Promise<Installation<'v2', boolean>> {
    const kept = await this.kept(this.idOf(query.teamId, query.enterpriseId, query.isEnterpriseInstall));
    if (kept === null) throw new Error('Slack: this workspace has not installed the app');
    const user = { token: undefined, scopes: undefined, id: '' };
    return { ...kept, user, tokenType: 'bot', authVersion: 'v2' } as unknown as Installation<'v2', boolean>;
  }

  /** @param workspace keyed hash. @returns null for one that has not installed the app, or has removed it. */
  async kept(workspace: string): Promise<z.infer<typeof Kept> | null> {
    const text = await this.store.get(workspace);
    return text === null ? null : Kept.parse(JSON.parse(text));
  }

  private idOf(team: string | undefined, enterprise: string | undefined, isEnterprise: boolean): string {
    return workspaceId(this.hiddenIds, { team: team ?? null, enterprise: enterprise ?? null, isEnterprise });
  }
}
