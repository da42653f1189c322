import { useEffect, useState } from 'preact/hooks';
import type { FreshnessReport } from '../../content/index.js';
import { call } from './call.js';
import { sayError, topicName, useDesk } from './context.js';
import { Message, Screen } from './parts.js';

/** What is unreviewed, due, overdue and behind, and when organizations were last confirmed. */
export function ContentState() {
  const desk = useDesk();
  const { say } = desk;
  const [report, setReport] = useState<FreshnessReport | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    call<FreshnessReport>('GET', '/content').then(setReport, (fault) => setError(sayError(say, fault)));
  }, []);
  const answers = report?.answers ?? [];
  const count = (test: (answer: (typeof answers)[number]) => boolean): number => answers.filter(test).length;
  const urgent = answers
    .filter((answer) => answer.state !== 'current' || answer.translation === 'outdated')
    .sort((a, b) => a.reviewBy.localeCompare(b.reviewBy));
  return (
    <Screen title={say('contentTitle')}>
      <Message error={error} />
      {report ? (
        <>
          <p>
            {say('contentSummary', {
              n: answers.length,
              unreviewed: count((answer) => answer.review === null),
              overdue: count((answer) => answer.state === 'overdue'),
              due: count((answer) => answer.state === 'due'),
              outdated: count((answer) => answer.translation === 'outdated'),
            })}
          </p>
          <ul class="plain">
            {urgent.map((answer) => (
              <li key={`${answer.topic} ${answer.language} ${answer.place}`} class="card">
                {topicName(desk, answer.topic)} ({answer.topic}
                {answer.place ? `@${answer.place}` : ''}, {answer.language}){' '}
                {answer.state === 'current' ? null : <span class={`tag ${answer.state}`}>{say(answer.state)}</span>}{' '}
                {answer.translation === 'outdated' ? <span class="tag">{say('outdated')}</span> : null}
                <span class="small">
                  {' '}
                  {say('reviewBy')}: {answer.reviewBy}
                </span>
              </li>
            ))}
          </ul>
          {urgent.length === 0 ? <p>{say('nothing')}</p> : null}
          <h2>{say('organizations')}</h2>
          <ul>
            {report.organizations.map((organization) => (
              <li key={organization.id}>
                {organization.name}: {say('days', { n: organization.days })} ({organization.checked})
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Screen>
  );
}
