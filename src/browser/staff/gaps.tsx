import { useState } from 'preact/hooks';
import type { QueuePage } from '../../staff/contract.js';
import { type Cluster, clusterQuestions } from './clusters.js';
import { sayError, useDesk } from './context.js';
import { Message, Screen } from './parts.js';
import { fetchPage, openAll } from './queue.js';
import { startTeaching } from './teach.js';

const MOST = 1000;
const NOT_ANSWERED = new Set(['out-of-scope', 'clarify']);

let kept: readonly Cluster[] | null = null;

/** Forgets the groups, as when somebody signs out. */
export function forgetGaps(): void {
  kept = null;
}

/** What people ask and the bot has no answer for. */
export function Gaps() {
  const desk = useDesk();
  const { say } = desk;
  const [clusters, setClusters] = useState(kept);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page: QueuePage = await fetchPage({ unanswered: '1' }, cursor, 200);
        ids.push(...page.rows.map((row) => row.id));
        cursor = page.next;
      } while (cursor && ids.length < MOST);
      const questions = (await openAll(desk, ids.slice(0, MOST))).flatMap(({ id, turns }) =>
        turns.flatMap((each) =>
          each.status === 'opened' && each.turn.said && NOT_ANSWERED.has(each.turn.action ?? '')
            ? [{ id, text: each.turn.said }]
            : [],
        ),
      );
      kept = clusterQuestions(questions);
      setClusters(kept);
    } catch (fault) {
      setError(sayError(say, fault));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Screen title={say('gaps')}>
      <p>{say('gapsText')}</p>
      <button type="button" class="main" disabled={busy} onClick={() => void make()}>
        {say('gapsMake')}
      </button>
      <Message error={error} done={busy ? say('working') : null} />
      <ol class="plain">
        {clusters?.slice(0, 200).map((cluster) => (
          <li key={cluster.questions[0]?.id} class="card">
            <h2>
              {cluster.shown} <span class="tag">{say('times', { n: cluster.questions.length })}</span>
            </h2>
            <ul>
              {cluster.questions.slice(0, 8).map((question, index) => (
                <li key={index}>
                  <a href={`#/c/${question.id}`}>{question.text}</a>
                </li>
              ))}
            </ul>
            <button type="button" onClick={() => startTeaching(cluster.shown, null, null, null)}>
              {say('teachThis')}
            </button>
          </li>
        ))}
      </ol>
      {clusters?.length === 0 ? <p>{say('nothing')}</p> : null}
    </Screen>
  );
}
