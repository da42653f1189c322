import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Catalog, Me } from '../../staff/contract.js';
import { Bulletins } from './bulletins.js';
import { call, useSession } from './call.js';
import { ContentState } from './content.js';
import { type Desk, DeskContext } from './context.js';
import { Conversation, PrintView } from './conversation.js';
import { forgetGaps, Gaps } from './gaps.js';
import { forgetList, Queue } from './queue.js';
import { Report } from './report.js';
import { Enrol, SignIn, Unlock } from './sign-in.js';
import { Account, Audit, NoKey, Staff } from './staff.js';
import { Teach } from './teach.js';
import type { Vault } from './vault.js';
import { type ConsoleLanguage, wordsIn } from './words.js';

/** Without a touch for so long the keys are thrown away. */
const LOCK_MS = 10 * 60_000;

const SCREENS = {
  queue: Queue,
  gaps: Gaps,
  teach: Teach,
  bulletins: Bulletins,
  report: Report,
  content: ContentState,
  staff: Staff,
  audit: Audit,
  account: Account,
} as const;
const FOR_ADMINS: readonly string[] = ['staff', 'audit'];

function useHash(): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = (): void => setHash(location.hash);
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  return hash;
}

/** The heading of a new screen takes the focus, so that a screen reader begins there. */
function useFocusOn(screen: string): void {
  useEffect(() => {
    document.querySelector<HTMLElement>('#heading')?.focus();
  }, [screen]);
}

interface SignedIn {
  readonly me: Me;
  readonly vault: Vault;
  readonly catalog: Catalog;
}

function Console() {
  const hash = useHash();
  const [language, setLanguage] = useState<ConsoleLanguage>(navigator.language.startsWith('es') ? 'es' : 'en');
  const [locked, setLocked] = useState<Me | null | undefined>(undefined);
  const [signedIn, setSignedIn] = useState<SignedIn | null>(null);
  const say = wordsIn(language);
  const forget = (): void => {
    forgetList();
    forgetGaps();
    setSignedIn(null);
    setLocked(null);
  };
  const enter = async (me: Me, vault: Vault): Promise<void> => {
    useSession(me.csrf, forget);
    const catalog = await call<Catalog>('GET', '/catalog');
    setSignedIn({ me, vault, catalog });
    if (!/^#\/(c\/|queue|gaps|teach|bulletins|report|content|staff|audit|account)/.test(location.hash))
      location.hash = '#/queue';
  };
  const leave = async (): Promise<void> => {
    await call('POST', '/logout', {}).catch(() => undefined);
    location.hash = '';
    // A reload takes every key and every opened text out of memory.
    location.reload();
  };
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = say('title');
  }, [language]);
  useEffect(() => {
    useSession('', () => undefined);
    call<Me>('GET', '/session').then(
      (me) => {
        useSession(me.csrf, forget);
        setLocked(me);
      },
      () => setLocked(null),
    );
  }, []);
  useEffect(() => {
    if (!signedIn) return;
    let timer = setTimeout(() => void leave(), LOCK_MS);
    const touch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void leave(), LOCK_MS);
    };
    for (const event of ['pointerdown', 'keydown', 'scroll']) addEventListener(event, touch, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const event of ['pointerdown', 'keydown', 'scroll']) removeEventListener(event, touch);
    };
  }, [signedIn !== null]);
  const enrol = /^#\/enrol\/([A-Za-z0-9_-]{10,80})$/.exec(hash)?.[1];
  const entry = enrol ? 'enrol' : locked ? 'unlock' : 'sign-in';
  useFocusOn(signedIn ? hash : `${entry} ${locked === undefined}`);
  const header = (
    <header class="top">
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('#heading')?.focus()}>
        {say('skip')}
      </button>
      <p class="brand">Amparo</p>
      <div class="row">
        {(['en', 'es'] as const).map((code) => (
          <button
            key={code}
            type="button"
            class="quiet"
            lang={code}
            aria-pressed={language === code}
            onClick={() => setLanguage(code)}
          >
            {code === 'en' ? 'English' : 'Español'}
          </button>
        ))}
        {signedIn ? (
          <button type="button" class="quiet" onClick={() => void leave()}>
            {say('signOut')}
            <span class="who">&nbsp;({signedIn.me.name})</span>
          </button>
        ) : null}
      </div>
    </header>
  );
  if (!signedIn) {
    const onEnter = (me: Me, vault: Vault): void => void enter(me, vault);
    return (
      <>
        {header}
        <main>
          {enrol ? (
            <Enrol say={say} code={enrol} onEnter={onEnter} />
          ) : locked === undefined ? null : locked ? (
            <Unlock say={say} me={locked} onEnter={onEnter} onLeave={() => void leave()} />
          ) : (
            <SignIn say={say} onEnter={onEnter} />
          )}
        </main>
      </>
    );
  }
  const refresh = async (): Promise<void> => {
    const [me, catalog] = await Promise.all([call<Me>('GET', '/session'), call<Catalog>('GET', '/catalog')]);
    signedIn.vault.take(me);
    setSignedIn({ ...signedIn, me, catalog });
  };
  const desk: Desk = { ...signedIn, language, say, refresh };
  const names = (Object.keys(SCREENS) as (keyof typeof SCREENS)[]).filter(
    (name) => desk.me.role === 'admin' || !FOR_ADMINS.includes(name),
  );
  const current = names.find((name) => hash.startsWith(`#/${name}`)) ?? 'queue';
  const conversation = /^#\/c\/([A-Za-z0-9_:|.-]{1,200})$/.exec(hash)?.[1];
  const Current = SCREENS[current];
  return (
    <DeskContext.Provider value={desk}>
      {header}
      <nav class="menu" aria-label={say('menu')}>
        <ul>
          {names.map((name) => (
            <li key={name}>
              <a href={`#/${name}`} aria-current={name === current ? 'page' : undefined}>
                {say(name)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        {desk.vault.keyIds.length === 0 ? <NoKey /> : null}
        {conversation ? <Conversation id={conversation} /> : hash === '#/print' ? <PrintView /> : <Current />}
      </main>
    </DeskContext.Provider>
  );
}

const root = document.getElementById('console');
if (root) {
  root.replaceChildren();
  render(<Console />, root);
}
