import { createHash } from 'node:crypto';
import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { TeamsSettings } from './settings.js';

/** What the SDK makes of a request whose token is good. */
export type AuthenticatedRequest = Awaited<ReturnType<ConfigurationBotFrameworkAuthentication['authenticateRequest']>>;
type Claims = AuthenticatedRequest['claimsIdentity'];
type TokenClient = ReturnType<ConfigurationBotFrameworkAuthentication['createUserTokenClient']>;

/** The caller is not the service that the bot is registered with. Why is not told. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError';
}

/** The keys with which tokens are checked cannot be fetched: the caller may be right and should try again. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

/** A token that was checked is not checked again for so long: the service uses one for an hour. */
const TRUSTED_MS = 5 * 60_000;
const MOST_TRUSTED = 500;

interface Trusted {
  readonly result: AuthenticatedRequest;
  readonly until: number;
}

/**
 * The SDK's check of tokens, with three differences: whatever is wrong with a token is 401 and not 500 with the reason;
 * keys that cannot be fetched are told apart from a bad token; and a token that passed is not checked again for five
 * minutes when it comes with the same channel and service address.
 */
export class TeamsAuthentication extends ConfigurationBotFrameworkAuthentication {
  private readonly trusted = new Map<string, Trusted>();
  private tokenClient: TokenClient | undefined;

  /** @param now milliseconds since 1970, UTC. */
  constructor(
    settings: TeamsSettings,
    private readonly now: () => number,
  ) {
    super({ ...settings.sdk });
  }

  override async authenticateRequest(activity: Activity, authHeader: string): Promise<AuthenticatedRequest> {
    // All that the SDK's check depends on.
    const key = createHash('sha256')
      .update(JSON.stringify([authHeader, activity.channelId, activity.serviceUrl, activity.recipient?.role]))
      .digest('base64');
    const known = this.trusted.get(key);
    if (known && known.until > this.now()) return known.result;
    this.trusted.delete(key);
    const result = await this.check(activity, authHeader);
    this.remember(key, result);
    return result;
  }

  /** We sign nobody in: one client for all turns instead of one each. */
  override createUserTokenClient(claims: Claims): TokenClient {
    this.tokenClient ??= super.createUserTokenClient(claims);
    return this.tokenClient;
  }

  private async check(activity: Activity, authHeader: string): Promise<AuthenticatedRequest> {
    try {
      return await super.authenticateRequest(activity, authHeader);
    } catch (fault) {
      const { name, statusCode } = fault as { name?: string; statusCode?: number };
      const cannotFetch = name === 'FetchError' || (statusCode ?? 0) >= 500;
      if (cannotFetch)
        throw new KeysUnavailableError('The keys of the token issuer cannot be fetched', { cause: fault });
      throw new UnauthorizedError('Unauthorized', { cause: fault });
    }
  }

  private remember(key: string, result: AuthenticatedRequest): void {
    const expires = Number(result.claimsIdentity.getClaimValue('exp')) * 1000;
    if (!Number.isFinite(expires) || expires <= this.now()) return;
    if (this.trusted.size >= MOST_TRUSTED) this.trusted.clear();
    this.trusted.set(key, { result, until: Math.min(expires, this.now() + TRUSTED_MS) });
  }
}
