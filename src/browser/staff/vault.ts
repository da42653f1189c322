import type { Me, SealedConversation, SealedTurn } from '../../staff/contract.js';
import type { KeyPair, Keys } from './keys.js';
import { type OpenedTurn, readTurn } from './opened-turn.js';

/** A turn as far as it could be opened. */
export type Turn =
  | { readonly seq: number; readonly hour: string; readonly status: 'opened'; readonly turn: OpenedTurn }
  | { readonly seq: number; readonly hour: string; readonly status: 'damaged' | 'no-key' };

export interface OpenedNote {
  readonly id: string;
  readonly by: string;
  readonly byName: string;
  readonly at: string;
  readonly text: string | null;
}

export interface OpenedConversation {
  readonly id: string;
  readonly row: SealedConversation['row'];
  readonly turns: readonly Turn[];
  readonly notes: readonly OpenedNote[];
}

/** The keys of a signed-in member, in memory only, and what was opened with them. */
export class Vault {
  readonly opened = new Map<string, OpenedConversation>();
  private readonly review = new Map<string, KeyPair>();

  private constructor(
    readonly keys: Keys,
    readonly own: KeyPair,
  ) {}

  /** @returns null when the wrapping key is not the one of this member. */
  static unlock(keys: Keys, me: Me, wrappingKey: Uint8Array): Vault | null {
    const privateKey = keys.unwrap(keys.decode(me.wrappedPrivateKey), wrappingKey);
    if (privateKey === null) return null;
    const own = keys.pairOf(privateKey);
    if (keys.encode(own.publicKey) !== me.publicKey) return null;
    const vault = new Vault(keys, own);
    vault.take(me);
    return vault;
  }

  /** Opens the review keys that were handed to this member. One that does not fit its public half is left out. */
  take(me: Me): void {
    for (const grant of me.grants) {
      const known = me.reviewKeys.find((key) => key.id === grant.keyId);
      const privateKey = this.keys.open(this.keys.decode(grant.sealed), this.own);
      if (!known || privateKey === null) continue;
      const pair = this.keys.pairOf(privateKey);
      if (this.keys.encode(pair.publicKey) === known.publicKey) this.review.set(grant.keyId, pair);
    }
  }

  get keyIds(): readonly string[] {
    return [...this.review.keys()];
  }

  /** A review key sealed to somebody else's public key; null when this member does not hold it. */
  sealKeyTo(keyId: string, publicKey: Uint8Array): string | null {
    const pair = this.review.get(keyId);
    return pair ? this.keys.encode(this.keys.seal(pair.privateKey, publicKey)) : null;
  }

  /**
   * Takes in a review key that was made at the terminal (`amparo review-key new`).
   *
   * @param text the private half, base64url.
   * @returns it sealed to this member, to be kept; null when it belongs to no review key of this server.
   */
  takeMade(me: Me, text: string): { keyId: string; sealed: string } | null {
    let pair: KeyPair;
    try {
      pair = this.keys.pairOf(this.keys.decode(text.trim()));
    } catch {
      return null;
    }
    const publicKey = this.keys.encode(pair.publicKey);
    const known = me.reviewKeys.find((key) => key.publicKey === publicKey);
    if (!known) return null;
    this.review.set(known.id, pair);
    return { keyId: known.id, sealed: this.keys.encode(this.keys.seal(pair.privateKey, this.own.publicKey)) };
  }

  /** A text sealed to the current review key. */
  sealNote(me: Me, text: string): { keyId: string; sealed: string } | null {
    const current = me.reviewKeys.find((key) => !key.retired) ?? me.reviewKeys[0];
    if (!current) return null;
    return {
      keyId: current.id,
      sealed: this.keys.encode(this.keys.sealText(text, this.keys.decode(current.publicKey))),
    };
  }

  /** Opens a conversation and remembers it until the page is closed. What is damaged is shown as damaged, nothing else is lost. */
  open(sealed: SealedConversation): OpenedConversation {
    const conversation: OpenedConversation = {
      id: sealed.row.id,
      row: sealed.row,
      turns: sealed.turns.map((turn) => this.openTurn(sealed.row.id, turn)),
      notes: sealed.notes.map((note) => {
        const pair = this.review.get(note.keyId);
        return {
          id: note.id,
          by: note.by,
          byName: note.byName,
          at: note.at,
          text: pair ? this.keys.openText(this.keys.decode(note.sealed), pair) : null,
        };
      }),
    };
    this.opened.set(conversation.id, conversation);
    return conversation;
  }

  private openTurn(conversation: string, { seq, hour, keyId, sealed }: SealedTurn): Turn {
    const pair = this.review.get(keyId);
    if (!pair) return { seq, hour, status: 'no-key' };
    const text = this.keys.openText(this.keys.decode(sealed), pair);
    const turn = text === null ? null : readTurn(text, conversation, seq);
    return turn === null ? { seq, hour, status: 'damaged' } : { seq, hour, status: 'opened', turn };
  }
}
