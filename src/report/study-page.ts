/** Writes report.html: the results of a study on one self-contained page. */

import type { Checkpoint } from '../models/checkpoint.ts';
import type { RejectSummary } from '../study/reject-summary.ts';
import type { SkipReason } from '../study/selection.ts';
import type { SkippedPhoto } from '../study/skipped.ts';
import type { FaceRule, Summary } from '../study/summary.ts';
import { agreementTable, sayingsSection, sizeTable } from './agreement-table.ts';
import { html, type Markup, trusted } from './html.ts';
import { checkpointOfSummary, faceJudge, lowerIsBetter, metricTitle } from './metric-title.ts';
import { short, signed } from './numbers.ts';
import { page } from './page.ts';
import { photoGrid, type Thumbnails } from './photo-grid.ts';
import { rejectSection } from './reject-chart.ts';
import type { Disagreements, Standout } from './standouts.ts';
import type { StudyChart } from './study-charts.ts';

export interface StudyPage {
  readonly summary: Summary;
  readonly charts: readonly StudyChart[];
  readonly disagreements: Disagreements;
  /** Empty where faces were not scored. */
  readonly drops: readonly Standout[];
  readonly thumbnails: Thumbnails;
  readonly skipped: readonly SkippedPhoto[];
  readonly rowsWithoutPhoto: readonly string[];
  /** null where no identities are known. */
  readonly reject: RejectSummary | null;
  /** When the page was made, for display. */
  readonly date: string;
}

/** The most names in a list on the page; the tables beside the page hold all. */
const mostNames = 2000;

const selectionRules: Readonly<Record<FaceRule, string>> = {
  one: 'photos with exactly one face were scored',
  any: 'photos with at least one face were scored, each with its most confident face',
  largest: 'photos with at least one face were scored, each with its largest face',
  none: 'whole photos were scored; no face was looked for',
};

const reasons: readonly (readonly [SkipReason, string])[] = [
  ['no-face', 'no face was found'],
  ['several-faces', 'several faces'],
  ['excluded', 'left out by hand'],
  ['without-row', 'without a given score'],
  ['failed', 'failed'],
];

/** An HTML document. */
export function studyPage(study: StudyPage): string {
  const { summary, charts, disagreements, drops, thumbnails } = study;
  const body = html`<h1>${title(summary)}</h1>
<p>${sentence(summary)}</p>
${notices(summary)}
<h2>Agreement</h2>
${agreementTable(summary)}
${sizeTable(summary)}
${sayingsSection(summary)}
<h2>Pictures</h2>
<div class="charts">${charts.map(figure)}</div>
${study.reject === null ? trusted('') : rejectSection(study.reject)}
<h2>Largest disagreements</h2>
<p>${disagreementText(disagreements, summary)}</p>
${photoGrid(
  disagreements.photos.map((standout) => disagreementPhoto(standout, summary)),
  thumbnails,
)}
${drops.length === 0 ? trusted('') : dropSection(drops, summary, thumbnails)}
${selectionSection(study)}
${provenance(study)}`;
  return page(`Study: ${summary.model}, ${summary.n} photos`, body);
}

function title({ metric, faceMetric, faces, further = [] }: Summary): string {
  const all = [metric, ...further.map((each) => each.metric)].map(metricTitle);
  const whole =
    all.length === 1
      ? `How ${all[0]} agrees with people`
      : `How ${all.slice(0, -1).join(', ')} and ${all.at(-1)} agree with people`;
  if (faces === 'none') return whole;
  return faceMetric === null
    ? `${whole}, on whole photos and on faces`
    : `${whole} on whole photos, and ${metricTitle(faceMetric)} on faces`;
}

function sentence(summary: Summary): string {
  const { n, photo, face, faces, scoreColumn, metric, faceMetric } = summary;
  const figure = (value: number | null) => (value === null ? 'undefined' : value.toFixed(3));
  const whole = `Over ${n} photos, the score of the whole photo has a rank correlation (SRCC) of ${figure(photo.SRCC)} with ${scoreColumn}`;
  const judge =
    faceMetric === null ? 'the score of the face cut out of it' : `${metricTitle(faceMetric)}'s score of its face`;
  const both = faces === 'none' ? whole : `${whole}; ${judge}, ${figure(face.SRCC)}`;
  return lowerIsBetter(summary) ? `${both}. ${metricTitle(metric)} is lower for better photos.` : `${both}.`;
}

function notices(summary: Summary): Markup {
  const lines = noticesOf(checkpointOfSummary(summary), summary.weightsSha256);
  if (summary.faceMetric !== null) {
    const ofFaces = noticesOf(checkpointOfSummary(faceJudge(summary)), summary.faceMetricSha256);
    lines.push(...ofFaces.map((line) => `${metricTitle(summary.faceMetric!)}: ${line}`));
  }
  for (const further of summary.further ?? []) {
    const ofIt = noticesOf(checkpointOfSummary(further), further.weightsSha256);
    lines.push(...ofIt.map((line) => `${metricTitle(further.metric)}: ${line}`));
  }
  return html`${lines.map(
    (line) => html`<p class="notice">${line}</p>
`,
  )}`;
}

function noticesOf(checkpoint: Checkpoint | undefined, weightsSha256: string | null): string[] {
  const isFormula = checkpoint?.source.kind === 'none';
  if (weightsSha256 === null && !isFormula) {
    return ['The weights are synthetic and were never trained: these scores mean nothing.'];
  }
  if (checkpoint === undefined) return [];
  const { caution, sawPhotosOf } = checkpoint;
  const lines = caution === null ? [] : [caution];
  if (sawPhotosOf !== null) {
    lines.push(
      `The weights were trained on ${sawPhotosOf}: if these photos are of ${sawPhotosOf}, then some of those scored ` +
        'were used for training, and which ones may never have been published. The agreement on whole photos is then ' +
        'better than it would be on new photos.',
    );
  }
  return lines;
}

function figure({ svg, caption }: StudyChart): Markup {
  return html`<figure>${trusted(svg)}<figcaption>${caption}</figcaption></figure>
`;
}

function disagreementText({ measure }: Disagreements, { scoreColumn, metric }: Summary): string {
  return measure === 'difference'
    ? `The photos with the largest difference between ${scoreColumn} and the score of the whole photo.`
    : `${scoreColumn} and ${metricTitle(metric)} are not on one scale: the photos furthest from the straight line through all, in units of ${scoreColumn}.`;
}

function disagreementPhoto({ row, amount }: Standout, { scoreColumn }: Summary) {
  const details = `score ${short(row.photoScore)}, ${scoreColumn} ${short(row.givenScore)}`;
  return { ...row, headline: `${signed(amount)} ${amount < 0 ? 'below' : 'above'} people`, details };
}

function dropSection(drops: readonly Standout[], summary: Summary, thumbnails: Thumbnails): Markup {
  const photos = drops.map(({ row, amount }) => ({
    ...row,
    headline: `${signed(amount)} for the face`,
    details: `face ${short(row.face!.score)}, photo ${short(row.photoScore)}, ${summary.scoreColumn} ${short(row.givenScore)}`,
    box: row.face!.box,
  }));
  return html`<h2>Largest drops from photo to face</h2>
<p>The photos whose face, cut out and scored alone, scores worst against the whole photo.</p>
${photoGrid(photos, thumbnails)}`;
}

function selectionSection({ summary, skipped, rowsWithoutPhoto }: StudyPage): Markup {
  const { selection, faces, minConfidence } = summary;
  const withFaces = faces !== 'none';
  const counts: readonly (readonly [string, number])[] = [
    ['found in the folder', selection.photos],
    ...(withFaces
      ? ([
          ['with one face', selection.oneFace],
          ['with several faces', selection.severalFaces],
          ['without a face', selection.noFace],
        ] as const)
      : []),
    ['without a given score', selection.withoutRow],
    ['left out by hand', selection.excluded],
    ['failed', selection.failed],
    ['scored', summary.n],
  ];
  const confidence = withFaces ? ` A face counts if its confidence is at least ${minConfidence}.` : '';
  const lists = reasons.map(([reason, words]) => {
    const photos = skipped.filter((photo) => photo.reason === reason);
    return nameList(
      `Photos left out: ${words}`,
      photos.map(({ imageName, detail }) => (detail === '' ? imageName : `${imageName}: ${detail}`)),
    );
  });
  return html`<h2>Selection</h2>
<p>Of the photos in the folder, ${selectionRules[faces]}.${confidence}</p>
<div class="scroll"><table><caption>Photos</caption><tbody>
${counts.map(
  ([name, count]) => html`<tr><th scope="row">${name}</th><td>${count}</td></tr>
`,
)}</tbody></table></div>
${lists}${nameList('Rows of the table of scores without a photo', rowsWithoutPhoto)}`;
}

function nameList(title: string, names: readonly string[]): Markup {
  if (names.length === 0) return trusted('');
  const more = names.length > mostNames ? html`<p class="quiet">and ${names.length - mostNames} more</p>` : trusted('');
  return html`<details><summary>${title} (${names.length})</summary>
<ul>${names.slice(0, mostNames).map(
    (name) => html`<li>${name}</li>
`,
  )}</ul>${more}</details>
`;
}

function provenance({ summary, date }: StudyPage): Markup {
  const facts: readonly (readonly [string, string])[] = [
    ['Model', summary.model],
    ['Weights, SHA-256', summary.weightsSha256 ?? 'none: synthetic weights'],
    ...(summary.faceModel === null
      ? []
      : ([
          ['Face model', summary.faceModel],
          ['Its weights, SHA-256', summary.faceMetricSha256 ?? 'none: synthetic weights'],
        ] as const)),
    ...(summary.further ?? []).flatMap(({ metric, model, weightsSha256 }): readonly (readonly [string, string])[] => [
      [`Model, ${metricTitle(metric)}`, model],
      ['Its weights, SHA-256', weightsSha256 ?? 'none'],
    ]),
    [
      'Crop protocol',
      summary.protocol === null ? 'none: whole photos' : `${summary.protocol}, ${summary.crops} of each photo and face`,
    ],
    ['Seed', String(summary.seed)],
    ['Adapter', summary.adapter],
    ['hyperiqa-webgpu', summary.version],
    ['Given score', summary.scoreColumn],
    ['Page made', date],
  ];
  return html`<h2>How it was made</h2>
<dl>${facts.map(
    ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>
`,
  )}</dl>`;
}
