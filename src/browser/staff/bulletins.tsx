import { useEffect, useState } from 'preact/hooks';
import type { BulletinDraft, BulletinInfo } from '../../staff/contract.js';
import { CallError, call } from './call.js';
import { type Desk, placeName, sayError, useDesk } from './context.js';
import { Choose, Field, Message, Screen } from './parts.js';
import type { WordId } from './words.js';

const STATUS = ['announced', 'reported', 'postponed', 'called-off', 'under-way', 'ended', 'faded'] as const;

const today = (): string => new Date().toISOString().slice(0, 10);
const emptyDraft = (): BulletinDraft => ({
  on: today(),
  until: null,
  status: 'announced',
  places: [],
  sources: [{ title: '', url: '', checked: today() }],
  text: { en: '', es: '' },
});

/** Dated notices, posted by staff, in both languages. */
export function Bulletins() {
  const desk = useDesk();
  const { say, me } = desk;
  const [list, setList] = useState<readonly BulletinInfo[] | null>(null);
  const [edited, setEdited] = useState<BulletinInfo | 'new' | null>(null);
  const [error, setError] = useState<string | null>(null);
  const load = async (): Promise<void> => {
    try {
      setList((await call<{ bulletins: BulletinInfo[] }>('GET', '/bulletins')).bulletins);
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  useEffect(() => void load(), []);
  const mayEdit = me.role !== 'reviewer';
  const close = (): void => {
    setEdited(null);
    void load();
  };
  return (
    <Screen title={say('bulletins')}>
      <p>{say('bulletinText')}</p>
      <Message error={error} />
      {edited ? (
        <Editor key={edited === 'new' ? 'new' : edited.id} info={edited === 'new' ? null : edited} onClose={close} />
      ) : mayEdit ? (
        <button type="button" class="main" onClick={() => setEdited('new')}>
          {say('newBulletin')}
        </button>
      ) : null}
      <ul class="plain">
        {list?.map((info) => (
          <li key={`${info.id} ${info.revision}`}>
            <Notice
              info={info}
              desk={desk}
              mayEdit={mayEdit}
              onEdit={() => setEdited(info)}
              onChange={() => void load()}
            />
          </li>
        ))}
      </ul>
    </Screen>
  );
}

function stateWord(info: BulletinInfo): WordId {
  if (info.state !== 'published') return info.state;
  return info.publishAt && Date.parse(info.publishAt) > Date.now() ? 'scheduled' : 'published';
}

function Notice(props: {
  readonly info: BulletinInfo;
  readonly desk: Desk;
  readonly mayEdit: boolean;
  readonly onEdit: () => void;
  readonly onChange: () => void;
}) {
  const { info, desk, mayEdit } = props;
  const { say } = desk;
  const [at, setAt] = useState('');
  const [error, setError] = useState<string | null>(null);
  const change = async (action: 'publish' | 'withdraw', publishAt: string | null): Promise<void> => {
    try {
      await call('POST', `/bulletins/${info.id}/state`, { revision: info.revision, action, publishAt });
      props.onChange();
    } catch (fault) {
      setError(sayError(say, fault));
      if (fault instanceof CallError && fault.code === 'Changed') props.onChange();
    }
  };
  const { draft } = info;
  return (
    <article class="card">
      <h2>
        {draft.on}, {draft.status} <span class={`tag ${info.state}`}>{say(stateWord(info))}</span>
      </h2>
      <p class="small">
        {draft.places.map((place) => placeName(desk, place)).join(', ')}{' '}
        {draft.until ? `· ${say('until')}: ${draft.until}` : ''}
        {info.publishAt ? ` · ${info.publishAt.slice(0, 16).replace('T', ' ')} UTC` : ''}
      </p>
      <p lang="en">{draft.text.en}</p>
      <p lang="es">{draft.text.es}</p>
      <ul>
        {draft.sources.map((source) => (
          <li key={source.url}>
            <a href={source.url} rel="noreferrer noopener" target="_blank">
              {source.title}
            </a>{' '}
            ({source.checked})
          </li>
        ))}
      </ul>
      <details>
        <summary>{say('history')}</summary>
        <ol>
          {info.history.map((each) => (
            <li key={each.revision}>
              {each.action}, {each.by}, {each.at.slice(0, 16).replace('T', ' ')} UTC
            </li>
          ))}
        </ol>
      </details>
      <Message error={error} />
      {mayEdit ? (
        <div class="row">
          <button type="button" onClick={props.onEdit}>
            {say('edit')}
          </button>
          {info.state === 'published' ? (
            <button type="button" class="danger" onClick={() => void change('withdraw', null)}>
              {say('withdraw')}
            </button>
          ) : (
            <>
              <button type="button" class="main" onClick={() => void change('publish', null)}>
                {say('publish')}
              </button>
              <Field label={say('publishAt')} type="datetime-local" value={at} onInput={setAt} />
              <button
                type="button"
                disabled={at === ''}
                onClick={() => void change('publish', new Date(at).toISOString())}
              >
                {say('schedule')}
              </button>
            </>
          )}
        </div>
      ) : null}
    </article>
  );
}

function Editor({ info, onClose }: { readonly info: BulletinInfo | null; readonly onClose: () => void }) {
  const desk = useDesk();
  const { say, catalog } = desk;
  const [draft, setDraft] = useState<BulletinDraft>(info?.draft ?? emptyDraft());
  const [texts, setTexts] = useState<Readonly<Record<string, string>> | null>(null);
  const [error, setError] = useState<string | null>(null);
  const change = (part: Partial<BulletinDraft>): void => setDraft({ ...draft, ...part });
  const run = async (work: () => Promise<void>): Promise<void> => {
    setError(null);
    try {
      await work();
    } catch (fault) {
      const fields =
        fault instanceof CallError && Array.isArray(fault.details.fields)
          ? ` (${fault.details.fields.join(', ')})`
          : '';
      setError(sayError(say, fault) + fields);
    }
  };
  const save = (event: Event): void => {
    event.preventDefault();
    void run(async () => {
      if (info) await call('PUT', `/bulletins/${info.id}`, { revision: info.revision, draft });
      else await call('POST', '/bulletins', { revision: 0, draft });
      onClose();
    });
  };
  const source = (at: number, part: Partial<BulletinDraft['sources'][number]>): void =>
    change({ sources: draft.sources.map((each, index) => (index === at ? { ...each, ...part } : each)) });
  const unused = catalog.places.filter((place) => !draft.places.includes(place.id));
  return (
    <form class="card" onSubmit={save}>
      <h2>{say(info ? 'edit' : 'newBulletin')}</h2>
      <div class="grid">
        <Field label={say('on')} type="date" value={draft.on} onInput={(on) => change({ on })} required />
        <Field
          label={say('until')}
          type="date"
          value={draft.until ?? ''}
          onInput={(until) => change({ until: until || null })}
        />
        <Choose
          label={say('status')}
          value={draft.status}
          onChange={(status) => change({ status: status as BulletinDraft['status'] })}
          options={STATUS.map((each) => [each, each] as const)}
        />
        <Choose
          label={say('addPlace')}
          value=""
          onChange={(place) => place && change({ places: [...draft.places, place] })}
          options={[
            ['', '–'],
            ...(draft.places.includes('us') ? [] : [['us', say('wholeCountry')] as const]),
            ...unused.map(({ id, name }) => [id, name] as const),
          ]}
        />
      </div>
      <p>
        {say('places')}:{' '}
        {draft.places.map((place) => (
          <button
            key={place}
            type="button"
            class="chip"
            aria-label={`${say('remove')}: ${placeName(desk, place)}`}
            onClick={() => change({ places: draft.places.filter((each) => each !== place) })}
          >
            {placeName(desk, place)} ×
          </button>
        ))}
      </p>
      <div class="grid wide">
        <Field
          label={say('english')}
          lang="en"
          value={draft.text.en}
          onInput={(en) => change({ text: { ...draft.text, en } })}
          rows={4}
          maxLength={600}
          required
        />
        <Field
          label={say('spanish')}
          lang="es"
          value={draft.text.es}
          onInput={(es) => change({ text: { ...draft.text, es } })}
          rows={4}
          maxLength={600}
          required
        />
      </div>
      {draft.sources.map((each, at) => (
        <div class="grid wide" key={at}>
          <Field
            label={say('sourceTitle')}
            value={each.title}
            onInput={(title) => source(at, { title })}
            required
            maxLength={200}
          />
          <Field
            label={say('sourceUrl')}
            type="url"
            value={each.url}
            onInput={(url) => source(at, { url })}
            required
            maxLength={500}
          />
          <Field
            label={say('sourceChecked')}
            type="date"
            value={each.checked}
            onInput={(checked) => source(at, { checked })}
            required
          />
        </div>
      ))}
      {draft.sources.length < 5 ? (
        <button
          type="button"
          onClick={() => change({ sources: [...draft.sources, { title: '', url: '', checked: today() }] })}
        >
          {say('addSource')}
        </button>
      ) : null}
      <Message error={error} />
      <div class="row">
        <button
          type="button"
          onClick={() =>
            void run(async () =>
              setTexts((await call<{ texts: Record<string, string> }>('POST', '/bulletins/preview', draft)).texts),
            )
          }
        >
          {say('preview')}
        </button>
        <button type="submit" class="main">
          {say('saveDraft')}
        </button>
        <button type="button" onClick={onClose}>
          {say('cancel')}
        </button>
      </div>
      {texts ? (
        <section role="status">
          <h3>{say('botWouldSay')}</h3>
          <div class="grid wide">
            {Object.entries(texts).map(([language, text]) => (
              <p key={language} lang={language} class="answer today">
                {text}
              </p>
            ))}
          </div>
        </section>
      ) : null}
    </form>
  );
}
