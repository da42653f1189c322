import { useState } from 'preact/hooks';
import { encode } from 'uqr';
import type { Kdf, Me } from '../../staff/contract.js';
import { CallError, call } from './call.js';
import { sayError } from './context.js';
import { Keys } from './keys.js';
import { Field, Message, Screen } from './parts.js';
import { Vault } from './vault.js';
import type { Say } from './words.js';

const LEAST_PASSPHRASE = 16;

interface EntryProps {
  readonly say: Say;
  readonly onEnter: (me: Me, vault: Vault) => void;
}

/** Lets the browser draw "working" before Argon2id takes the thread. */
const nextFrame = () => new Promise((resolve) => setTimeout(resolve, 30));

function useWork(say: Say) {
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async (work: () => Promise<string | null>): Promise<void> => {
    setError(null);
    setWorking(true);
    await nextFrame();
    try {
      setError(await work());
    } catch (fault) {
      setError(sayError(say, fault));
    } finally {
      setWorking(false);
    }
  };
  return { working, error, run };
}

/** Name, passphrase, six digits. */
export function SignIn({ say, onEnter }: EntryProps) {
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [code, setCode] = useState('');
  const { working, error, run } = useWork(say);
  const submit = (event: Event): void => {
    event.preventDefault();
    void run(async () => {
      const keys = await Keys.load();
      const kdf = await call<Kdf>('POST', '/login/start', { name });
      const { loginSecret, wrappingKey } = keys.fromPassphrase(passphrase, kdf);
      const body = { name, loginSecret: keys.encode(loginSecret), totpCode: code.replace(/\s/g, '') };
      keys.wipe(loginSecret);
      const me = await call<Me>('POST', '/login', body);
      const vault = Vault.unlock(keys, me, wrappingKey);
      keys.wipe(wrappingKey);
      if (!vault) return say('unlockWrong');
      onEnter(me, vault);
      return null;
    });
  };
  return (
    <Screen title={say('signIn')}>
      <form onSubmit={submit} class="card narrow">
        <Field label={say('name')} value={name} onInput={setName} required autocomplete="username" />
        <Field
          label={say('passphrase')}
          value={passphrase}
          onInput={setPassphrase}
          required
          type="password"
          autocomplete="current-password"
        />
        <Field
          label={say('code')}
          value={code}
          onInput={setCode}
          required
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={7}
        />
        <Message error={error} done={working ? say('working') : null} />
        <button type="submit" class="main" disabled={working}>
          {say('signIn')}
        </button>
      </form>
    </Screen>
  );
}

/** After a reload: the session is there, the keys are not. */
export function Unlock({ say, me, onEnter, onLeave }: EntryProps & { readonly me: Me; readonly onLeave: () => void }) {
  const [passphrase, setPassphrase] = useState('');
  const { working, error, run } = useWork(say);
  const submit = (event: Event): void => {
    event.preventDefault();
    void run(async () => {
      const keys = await Keys.load();
      const { loginSecret, wrappingKey } = keys.fromPassphrase(passphrase, me.kdf);
      const vault = Vault.unlock(keys, me, wrappingKey);
      keys.wipe(loginSecret, wrappingKey);
      if (!vault) return say('unlockWrong');
      onEnter(me, vault);
      return null;
    });
  };
  return (
    <Screen title={say('unlockTitle')}>
      <form onSubmit={submit} class="card narrow">
        <p>{say('unlockText')}</p>
        <input type="text" autocomplete="username" value={me.name} readOnly hidden />
        <Field
          label={say('passphrase')}
          value={passphrase}
          onInput={setPassphrase}
          required
          type="password"
          autocomplete="current-password"
        />
        <Message error={error} done={working ? say('working') : null} />
        <div class="row">
          <button type="submit" class="main" disabled={working}>
            {say('unlockTitle')}
          </button>
          <button type="button" onClick={onLeave}>
            {say('signOut')}
          </button>
        </div>
      </form>
    </Screen>
  );
}

interface Invitation {
  readonly name: string;
  readonly role: 'reviewer' | 'editor' | 'admin';
  readonly isFirst: boolean;
}

/** A new passphrase, typed twice. @returns what is wrong with it, or null. */
export function passphraseFault(say: Say, one: string, other: string): string | null {
  if (one.length < LEAST_PASSPHRASE) return say('passphraseShort');
  return one === other ? null : say('passphraseDiffers');
}

/** The first visit with the link from the terminal or from an admin. */
export function Enrol({ say, code, onEnter }: EntryProps & { readonly code: string }) {
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [secret, setSecret] = useState('');
  const [one, setOne] = useState('');
  const [other, setOther] = useState('');
  const [digits, setDigits] = useState('');
  const [recovery, setRecovery] = useState<{ text: string; enter: () => void } | null>(null);
  const { working, error, run } = useWork(say);
  const begin = () =>
    run(async () => {
      try {
        const found = await call<Invitation>('POST', '/enrol/start', { code });
        setSecret((await Keys.load()).newTotpSecret());
        setInvitation(found);
        return null;
      } catch (fault) {
        if (fault instanceof CallError && fault.code !== 'Offline') return say('invitationBad');
        throw fault;
      }
    });
  if (recovery) return <ShowRecovery say={say} text={recovery.text} onDone={recovery.enter} />;
  if (!invitation) {
    return (
      <Screen title={say('enrolTitle')}>
        <div class="card narrow">
          <Message error={error} done={working ? say('working') : null} />
          <button type="button" class="main" onClick={begin} disabled={working}>
            {say('next')}
          </button>
        </div>
      </Screen>
    );
  }
  const submit = (event: Event): void => {
    event.preventDefault();
    const fault = passphraseFault(say, one, other);
    void run(async () => {
      if (fault) return fault;
      const keys = await Keys.load();
      const kdf = keys.newKdf();
      const { loginSecret, wrappingKey } = keys.fromPassphrase(one, kdf);
      const own = keys.newKeyPair();
      const first = invitation.isFirst ? makeFirstKeys(keys, own.publicKey) : null;
      const me = await call<Me>('POST', '/enrol/finish', {
        code,
        kdf,
        loginSecret: keys.encode(loginSecret),
        publicKey: keys.encode(own.publicKey),
        wrappedPrivateKey: keys.encode(keys.wrap(own.privateKey, wrappingKey)),
        totpSecret: secret,
        totpCode: digits.replace(/\s/g, ''),
        ...(first ? { first: first.body } : {}),
      });
      const vault = Vault.unlock(keys, me, wrappingKey);
      keys.wipe(loginSecret, wrappingKey);
      if (!vault) return say('unlockWrong');
      if (first) setRecovery({ text: first.recovery, enter: () => onEnter(me, vault) });
      else onEnter(me, vault);
      return null;
    });
  };
  return (
    <Screen title={say('enrolTitle')}>
      <form onSubmit={submit} class="card narrow">
        <p>{say('enrolFor', { name: invitation.name, role: say(invitation.role) })}</p>
        {invitation.isFirst ? <p class="notice">{say('enrolFirst')}</p> : null}
        <input type="text" autocomplete="username" value={invitation.name} readOnly hidden />
        <Field
          label={say('passphrase')}
          hint={say('passphraseHint')}
          value={one}
          onInput={setOne}
          required
          type="password"
          autocomplete="new-password"
        />
        <Field
          label={say('passphraseAgain')}
          value={other}
          onInput={setOther}
          required
          type="password"
          autocomplete="new-password"
        />
        <p>{say('enrolTotp')}</p>
        <QrCode
          label={say('enrolQr')}
          text={`otpauth://totp/Amparo:${encodeURIComponent(invitation.name)}?secret=${secret}&issuer=Amparo`}
        />
        <p>
          <code class="key">{secret.match(/.{1,4}/g)?.join(' ')}</code>
        </p>
        <Field
          label={say('code')}
          value={digits}
          onInput={setDigits}
          required
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={7}
        />
        <Message error={error} done={working ? say('working') : null} />
        <button type="submit" class="main" disabled={working}>
          {say('enrolDone')}
        </button>
      </form>
    </Screen>
  );
}

/** The review key and the recovery key, made here: their private halves leave this browser only sealed. */
function makeFirstKeys(keys: Keys, ownPublicKey: Uint8Array) {
  const review = keys.newKeyPair();
  const recovery = keys.newRecoveryKey();
  const body = {
    reviewPublicKey: keys.encode(review.publicKey),
    sealedToSelf: keys.encode(keys.seal(review.privateKey, ownPublicKey)),
    recoveryPublicKey: keys.encode(recovery.pair.publicKey),
    sealedToRecovery: keys.encode(keys.seal(review.privateKey, recovery.pair.publicKey)),
  };
  keys.wipe(review.privateKey, recovery.pair.privateKey);
  return { body, recovery: recovery.text };
}

/** The recovery key, once; its end is asked back so that it is really written down. */
export function ShowRecovery({
  say,
  text,
  onDone,
}: {
  readonly say: Say;
  readonly text: string;
  readonly onDone: () => void;
}) {
  const [last, setLast] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (last.trim().toUpperCase() === text.slice(-4)) onDone();
    else setError(say('recoveryWrong'));
  };
  return (
    <Screen title={say('recoveryTitle')}>
      <form onSubmit={submit} class="card narrow">
        <p>{say('recoveryText')}</p>
        <p>
          <code class="key" id="recovery-key">
            {text}
          </code>
        </p>
        <Field label={say('recoveryLast')} value={last} onInput={setLast} required maxLength={4} />
        <Message error={error} />
        <button type="submit" class="main">
          {say('recoveryGo')}
        </button>
      </form>
    </Screen>
  );
}

/** A QR code as one path, dark on white in both themes, as scanners need it. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
