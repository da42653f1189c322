import { useEffect, useState } from 'preact/hooks';
import type { AuditPage, Kdf, Me, Role, StaffInfo } from '../../staff/contract.js';
import { call } from './call.js';
import { sayError, useDesk } from './context.js';
import { Choose, Field, Message, Screen } from './parts.js';
import { passphraseFault, ShowRecovery } from './sign-in.js';

const ROLE_IDS = ['reviewer', 'editor', 'admin'] as const;

/** Members of staff: invite, hand over keys, change roles, remove. */
export function Staff() {
  const desk = useDesk();
  const { say, me, vault, refresh } = desk;
  const [list, setList] = useState<readonly StaffInfo[]>([]);
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('reviewer');
  const [link, setLink] = useState<{ name: string; url: string } | null>(null);
  const [asked, setAsked] = useState<{ member: StaffInfo; what: 'grant' | 'remove' } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const load = async (): Promise<StaffInfo[]> => {
    const { staff } = await call<{ staff: StaffInfo[] }>('GET', '/staff');
    setList(staff);
    return staff;
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    setError(null);
    setDone(null);
    try {
      await work();
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  useEffect(() => void run(async () => void (await load())), []);
  const invite = (event: Event): void => {
    event.preventDefault();
    void run(async () => {
      const { code } = await call<{ code: string }>('POST', '/staff', { name, role });
      setLink({ name, url: `${location.origin}/staff#/enrol/${code}` });
      setName('');
      await load();
    });
  };
  const handOver = (member: StaffInfo) =>
    run(async () => {
      const publicKey = vault.keys.decode(member.publicKey ?? '');
      const grants = vault.keyIds.flatMap((keyId) => {
        const sealed = vault.sealKeyTo(keyId, publicKey);
        return sealed === null ? [] : [{ keyId, holder: member.id, sealed }];
      });
      await call('PUT', '/grants', { grants });
      setAsked(null);
      await load();
      setDone(say('saved'));
    });
  const remove = (member: StaffInfo) =>
    run(async () => {
      const { keys } = vault;
      const stay = (await load()).filter(
        (each) => each.id !== member.id && each.state === 'active' && each.keys.length > 0,
      );
      const recovery = await call<{ publicKey: string }>('GET', '/recovery');
      const review = keys.newKeyPair();
      const sealTo = (publicKey: string): string => keys.encode(keys.seal(review.privateKey, keys.decode(publicKey)));
      const grants = [
        ...stay.map((each) => ({ holder: each.id, sealed: sealTo(each.publicKey ?? '') })),
        { holder: 'recovery', sealed: sealTo(recovery.publicKey) },
      ];
      await call('POST', `/staff/${member.id}/remove`, { key: { publicKey: keys.encode(review.publicKey), grants } });
      keys.wipe(review.privateKey);
      setAsked(null);
      await refresh();
      await load();
      setDone(say('saved'));
    });
  return (
    <Screen title={say('staff')}>
      <form class="card" onSubmit={invite}>
        <h2>{say('invite')}</h2>
        <div class="grid">
          <Field label={say('name')} value={name} onInput={setName} required maxLength={40} />
          <Choose
            label={say('role')}
            value={role}
            onChange={(value) => setRole(value as Role)}
            options={ROLE_IDS.map((each) => [each, say(each)] as const)}
          />
        </div>
        <button type="submit" class="main">
          {say('invite')}
        </button>
        {link ? (
          <div class="notice">
            <p>{say('inviteLink', { name: link.name })}</p>
            <code class="key">{link.url}</code>
          </div>
        ) : null}
      </form>
      <Message error={error} done={done} />
      <ul class="plain">
        {list.map((member) => (
          <li key={member.id} class="card">
            <h2>
              {member.name} <span class="tag">{say(member.role)}</span> <span class="tag">{say(member.state)}</span>
            </h2>
            {member.state === 'active' ? (
              <p class="small">{say(member.keys.length > 0 ? 'hasKey' : 'hasNoKey')}</p>
            ) : null}
            {member.id === me.id ? null : (
              <div class="row">
                {ROLE_IDS.filter((each) => each !== member.role).map((each) => (
                  <button
                    key={each}
                    type="button"
                    onClick={() =>
                      void run(async () => {
                        await call('PUT', `/staff/${member.id}/role`, { role: each });
                        await load();
                      })
                    }
                  >
                    {say('role')}: {say(each)}
                  </button>
                ))}
                {member.state === 'active' && vault.keyIds.some((id) => !member.keys.includes(id)) ? (
                  <button type="button" class="main" onClick={() => setAsked({ member, what: 'grant' })}>
                    {say('grant')}
                  </button>
                ) : null}
                <button type="button" class="danger" onClick={() => setAsked({ member, what: 'remove' })}>
                  {say('removeMember')}
                </button>
              </div>
            )}
            {asked?.member.id === member.id && asked.what === 'grant' ? (
              <div class="notice" role="status">
                <p>{say('grantText')}</p>
                <code class="key">{vault.keys.fingerprint(vault.keys.decode(member.publicKey ?? ''))}</code>
                <div class="row">
                  <button type="button" class="main" onClick={() => void handOver(member)}>
                    {say('grantYes')}
                  </button>
                  <button type="button" onClick={() => setAsked(null)}>
                    {say('cancel')}
                  </button>
                </div>
              </div>
            ) : null}
            {asked?.member.id === member.id && asked.what === 'remove' ? (
              <div class="notice" role="status">
                <p>{say('removeSure', { name: member.name })}</p>
                <div class="row">
                  <button type="button" class="danger" onClick={() => void remove(member)}>
                    {say('removeMember')}
                  </button>
                  <button type="button" onClick={() => setAsked(null)}>
                    {say('cancel')}
                  </button>
                </div>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </Screen>
  );
}

/** Who did what, and whether the log is whole. */
export function Audit() {
  const { say, catalog } = useDesk();
  const [page, setPage] = useState<AuditPage | null>(null);
  const [error, setError] = useState<string | null>(null);
  const load = async (before: number | null): Promise<void> => {
    try {
      const next = await call<AuditPage>('GET', `/audit${before ? `?before=${before}` : ''}`);
      setPage(before && page ? { ...next, rows: [...page.rows, ...next.rows] } : next);
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  useEffect(() => void load(null), []);
  const nameOf = (id: string): string => catalog.staff.find((each) => each.id === id)?.name ?? id;
  const last = page?.rows.at(-1)?.seq ?? 1;
  return (
    <Screen title={say('audit')}>
      <Message error={error ?? (page && !page.intact ? say('auditBroken', { n: page.brokenAt ?? 0 }) : null)} />
      {page?.intact ? (
        <p>
          {say('auditOk', { n: page.count })} <code class="key">{page.head}</code>
        </p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('audit')}>
        <table>
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">{say('when')}</th>
              <th scope="col">{say('who')}</th>
              <th scope="col">{say('what')}</th>
              <th scope="col">{say('object')}</th>
            </tr>
          </thead>
          <tbody>
            {page?.rows.map((row) => (
              <tr key={row.seq}>
                <td>{row.seq}</td>
                <td>{row.at.slice(0, 19).replace('T', ' ')}</td>
                <td>{nameOf(row.by)}</td>
                <td>{row.action}</td>
                <td>{nameOf(row.object)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {last > 1 ? (
        <button type="button" onClick={() => void load(last)}>
          {say('more')}
        </button>
      ) : null}
    </Screen>
  );
}

/** One's own passphrase, and for admins the recovery key. */
export function Account() {
  const { say, me, vault, refresh } = useDesk();
  const [old, setOld] = useState('');
  const [one, setOne] = useState('');
  const [other, setOther] = useState('');
  const [digits, setDigits] = useState('');
  const [recovery, setRecovery] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setError(null);
    setDone(say('working'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    try {
      await work();
    } catch (fault) {
      setDone(null);
      setError(sayError(say, fault));
    }
  };
  const change = (event: Event): void => {
    event.preventDefault();
    const fault = passphraseFault(say, one, other);
    if (fault) {
      setError(fault);
      return;
    }
    void run(async () => {
      const { keys } = vault;
      const before = keys.fromPassphrase(old, me.kdf);
      const kdf: Kdf = keys.newKdf();
      const after = keys.fromPassphrase(one, kdf);
      await call<Me>('POST', '/passphrase', {
        oldLoginSecret: keys.encode(before.loginSecret),
        totpCode: digits.replace(/\s/g, ''),
        kdf,
        loginSecret: keys.encode(after.loginSecret),
        wrappedPrivateKey: keys.encode(keys.wrap(vault.own.privateKey, after.wrappingKey)),
      });
      keys.wipe(before.loginSecret, before.wrappingKey, after.loginSecret, after.wrappingKey);
      for (const clear of [setOld, setOne, setOther, setDigits]) clear('');
      await refresh();
      setDone(say('saved'));
    });
  };
  const renew = () =>
    run(async () => {
      const { text, pair } = vault.keys.newRecoveryKey();
      const grants = vault.keyIds.map((keyId) => ({ keyId, sealed: vault.sealKeyTo(keyId, pair.publicKey) ?? '' }));
      await call('PUT', '/recovery', { publicKey: vault.keys.encode(pair.publicKey), grants });
      vault.keys.wipe(pair.privateKey);
      setDone(null);
      setRecovery(text);
    });
  if (recovery) return <ShowRecovery say={say} text={recovery} onDone={() => setRecovery(null)} />;
  return (
    <Screen title={say('account')}>
      <p>
        {me.name}, {say(me.role)}
      </p>
      <Message error={error} done={done} />
      <form class="card narrow" onSubmit={change}>
        <h2>{say('changePassphrase')}</h2>
        <Field
          label={say('oldPassphrase')}
          type="password"
          value={old}
          onInput={setOld}
          required
          autocomplete="current-password"
        />
        <Field
          label={say('newPassphrase')}
          hint={say('passphraseHint')}
          type="password"
          value={one}
          onInput={setOne}
          required
          autocomplete="new-password"
        />
        <Field
          label={say('passphraseAgain')}
          type="password"
          value={other}
          onInput={setOther}
          required
          autocomplete="new-password"
        />
        <Field
          label={say('code')}
          value={digits}
          onInput={setDigits}
          required
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={7}
        />
        <button type="submit" class="main">
          {say('changePassphrase')}
        </button>
      </form>
      {me.role === 'admin' ? (
        <section class="card narrow" aria-labelledby="recovery">
          <h2 id="recovery">{say('newRecovery')}</h2>
          <p>{say('newRecoveryText')}</p>
          <button type="button" onClick={() => void renew()}>
            {say('newRecovery')}
          </button>
        </section>
      ) : null}
      {me.role === 'admin' ? <TakeKey /> : null}
    </Screen>
  );
}

/** Where an admin brings in the key that was made at the terminal before anybody had enrolled. */
function TakeKey() {
  const { say, me, vault, refresh } = useDesk();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const take = async (event: Event): Promise<void> => {
    event.preventDefault();
    setError(null);
    const grant = vault.takeMade(me, text);
    if (!grant) {
      setError(say('takeKeyBad'));
      return;
    }
    try {
      await call('PUT', '/grants', { grants: [{ ...grant, holder: me.id }] });
      await refresh();
      setText('');
      setDone(say('takeKeyDone'));
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  return (
    <form class="card narrow" onSubmit={(event) => void take(event)}>
      <h2>{say('takeKey')}</h2>
      <p>{say('takeKeyText')}</p>
      <Field
        label={say('takeKeyLabel')}
        type="password"
        value={text}
        onInput={setText}
        required
        maxLength={80}
        autocomplete="off"
      />
      <Message error={error} done={done} />
      <button type="submit">{say('takeKey')}</button>
    </form>
  );
}

/** What a member sees who holds no review key: their digits to compare, and the way with the recovery key. */
export function NoKey() {
  const { say, me, vault, refresh } = useDesk();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const open = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { keys } = vault;
    const pair = keys.readRecoveryKey(text);
    if (!pair) {
      setError(say('recoveryBad'));
      return;
    }
    try {
      const answer = await call<{ grants: { keyId: string; sealed: string }[] }>('GET', '/recovery');
      const grants = answer.grants.flatMap(({ keyId, sealed }) => {
        const key = keys.open(keys.decode(sealed), pair);
        return key ? [{ keyId, holder: me.id, sealed: keys.encode(keys.seal(key, vault.own.publicKey)) }] : [];
      });
      if (grants.length === 0) {
        setError(say('recoveryOpensNothing'));
        return;
      }
      await call('PUT', '/grants', { grants });
      await refresh();
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  return (
    <section class="card" aria-labelledby="no-key">
      <h2 id="no-key">{say('noKeyTitle')}</h2>
      {me.reviewKeys.length === 0 ? (
        <p>{say('noKeyYet')}</p>
      ) : (
        <>
          <p>{say('noKeyText')}</p>
          <p>
            <code class="key">{vault.keys.fingerprint(vault.own.publicKey)}</code>
          </p>
          <form onSubmit={(event) => void open(event)}>
            <h3>{say('noKeyRecovery')}</h3>
            <Field label={say('recoveryKey')} value={text} onInput={setText} required maxLength={80} />
            <Message error={error} />
            <button type="submit">{say('unlockTitle')}</button>
          </form>
        </>
      )}
    </section>
  );
}
