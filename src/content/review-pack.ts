import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { AnswerBlock, Line } from './answer.js';
import type { Answer, Content, Topic } from './load.js';
import { reviewOf } from './report.js';
import type { Review } from './schema.js';
import { readText } from './yaml-file.js';

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function lineToHtml(line: Line): string {
  return line
    .map((span) => {
      const text = span.strong ? `<strong>${escapeHtml(span.text)}</strong>` : escapeHtml(span.text);
      return span.href?.startsWith('http') ? `<a href="${escapeHtml(span.href)}">${text}</a>` : text;
    })
    .join('');
}

function blockToHtml(block: AnswerBlock): string {
  const items = (lines: readonly Line[]): string => lines.map((line) => `<li>${lineToHtml(line)}</li>`).join('');
  switch (block.kind) {
    case 'paragraph':
      return `<p>${lineToHtml(block.line)}</p>`;
    case 'steps':
      return `<ol>${items(block.items)}</ol>`;
    case 'list':
      return `<ul>${items(block.items)}</ul>`;
    case 'warning':
      return `<p class="warning"><strong>Careful:</strong> ${lineToHtml(block.line)}</p>`;
    case 'say-this':
      return `<blockquote>${lineToHtml(block.words)}${block.meaning ? `<br><em>${lineToHtml(block.meaning)}</em>` : ''}</blockquote>`;
  }
}

function answerToHtml(content: Content, topic: Topic, answer: Answer): string {
  const variant = answer.place === null ? undefined : topic.variants[answer.place];
  const review = reviewOf(topic, answer);
  const language = content.phrases.get(answer.language)?.name ?? answer.language;
  const where = answer.place === null ? 'whole country' : answer.place;
  const parts = answer.parts
    .map(
      (part) =>
        `${part.heading ? `<h4>${escapeHtml(part.heading)}</h4>` : ''}${part.blocks.map(blockToHtml).join('\n')}`,
    )
    .join('\n');
  return `<section lang="${escapeHtml(answer.language)}">
<h3>${escapeHtml(answer.title)}</h3>
<p class="facts">${escapeHtml(language)} · ${escapeHtml(where)} · button: “${escapeHtml(answer.label)}” · newest fact ${variant?.asOf ?? topic.asOf} · review by ${variant?.reviewBy ?? topic.reviewBy} · ${review ? `reviewed by ${escapeHtml(review.by)} on ${review.on}` : 'not reviewed yet'} · file ${escapeHtml(answer.file)}, version ${answer.fingerprint}</p>
${parts}
<p class="sign">☐ correct &nbsp; ☐ correct with the changes marked &nbsp; ☐ do not publish<br>Name, bar or accreditation: ______________________________ &nbsp; Date: ______________ &nbsp; Signature: ______________________</p>
</section>`;
}

/**
 * One page with all that a lawyer needs to review a topic on paper: every text in every language and place, its sources,
 * and a line to sign. Opens in any browser; prints with each answer on its own page.
 */
export function makeReviewPack(content: Content, topic: Topic): string {
  const sources = topic.sources
    .map(
      (source) =>
        `<li>${escapeHtml(source.title)}<br><a href="${escapeHtml(source.url)}">${escapeHtml(source.url)}</a> (opened ${source.checked}${source.places ? `; for ${source.places.join(', ')}` : ''})</li>`,
    )
    .join('');
  const questions = content.examples
    .filter((example) => example.topic === topic.id && example.language === 'en')
    .slice(0, 12)
    .map((example) => `<li>${escapeHtml(example.text)}</li>`)
    .join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Review: ${escapeHtml(topic.id)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111; }
.facts { color: #444; font-size: 0.85rem; } blockquote { border-left: 4px solid #555; margin-left: 0; padding-left: 1rem; font-weight: 600; }
.warning { border: 1px solid #555; padding: 0.5rem; } section { border-top: 2px solid #111; margin-top: 2rem; }
.sign { border: 1px solid #111; padding: 1rem; margin-top: 1.5rem; line-height: 2.4; }
@media print { body { margin: 0; max-width: none; } section { break-before: page; } a { color: inherit; } }
</style>
</head>
<body>
<h1>Review of “${escapeHtml(topic.id)}”</h1>
<p>This is general information for people afraid of immigration raids, told by a chat program word for word as it stands here. Please check that each statement is correct as of its date, complete enough to be safe, and that it does not read as advice about a person's own case. Stakes: ${topic.stakes}. When overdue: ${topic.whenOverdue}.</p>
<h2>Asked, for example</h2>
<ul>${questions}</ul>
<h2>Sources</h2>
<ul>${sources || '<li>none: this answer is about the program itself</li>'}</ul>
<h2>Answers</h2>
${topic.answers.map((answer) => answerToHtml(content, topic, answer)).join('\n')}
<p>To record the review: <code>npx amparo review ${escapeHtml(topic.id)} --by "Name, organization" --on ${'YYYY-MM-DD'}</code></p>
</body>
</html>
`;
}

/**
 * Writes a review into `topic.yaml`, keeping the author's comments and layout.
 *
 * @throws {Error} if the file is not valid YAML; cannot happen to content that was loaded.
 */
export function recordReview(root: string, topic: Topic, review: Review): void {
  const path = join(root, topic.file);
  const document = parseDocument(readText(path));
  if (document.errors.length > 0) throw new Error(`${topic.file}: is not valid YAML; run npx amparo check`);
  const reviews = topic.review.concat([review]);
  document.set('review', document.createNode(reviews.map((each) => ({ ...each }))));
  const node = document.get('review', true) as { flow?: boolean; items?: { flow?: boolean }[] };
  node.flow = false;
  for (const item of node.items ?? []) item.flow = true;
  writeFileSync(path, document.toString({ lineWidth: 0 }));
}
