// web/src/metric_header.jsx - a study without training in one look: what was sought, what came out.
import * as format from './format.js';
import { Fact, Formulation, Hero, runText, searchText, spaceText } from './header.jsx';

const mostHeroes = 4;

function summary(study) {
  const { distinct, refused, feasible } = study.counts;
  if (!distinct) return 'No candidate has been proposed yet.';
  const all = `${format.count(distinct)} candidates`;
  if (!feasible)
    return refused === distinct
      ? `All of ${all} were refused: no design meets every constraint.`
      : `Of ${all} none has been found feasible yet.`;
  const counted = refused
    ? `Of ${all} ${format.count(refused)} were refused and ${format.count(feasible)} are feasible; `
    : `All of ${all} are feasible; `;
  return study.kneeName === 'best'
    ? `${counted}design ${study.knee} is the best.`
    : `${counted}${format.count(study.front.length)} of these form the front.`;
}

function truthText(study) {
  const { truth } = study;
  if (!truth) return null;
  const size = Object.values(truth.front)[0]?.length ?? 0;
  const of = `of ${format.count(truth.candidates)} candidates`;
  if (truth.share === null) return `the best ${of} is known (enumerated)`;
  // Never rounded up: 100 % is said of nothing less.
  const share = Math.floor(1e4 * truth.share + 1e-9) / 1e4;
  return `${format.count(size)} ${of}; ${format.percent(share)} of its hypervolume found`;
}

function imagesText(images) {
  if (!images) return null;
  const { channels, height, width, classes } = images;
  const size = `${channels} × ${height} × ${width} pixels`;
  return `${size}, ${format.count(classes)} classes; no images are read`;
}

function heroItems(study, metrics) {
  const row = study.rowOf(study.knee);
  if (!row) return [];
  const asked = metrics.filter((metric) => metric.isGoal || metric.bounds.length);
  return asked
    .slice(0, mostHeroes)
    .map((metric) => [metric.text(metric.of(row.index)), heroName(metric)]);
}

function heroName(metric) {
  const bound = metric.bounds[0];
  if (metric.name === 'score') return 'score; more is better';
  if (metric.larger !== null || !bound) return metric.description || metric.title;
  return `${metric.title}, ${bound.at_most ? 'at most' : 'at least'} ${metric.text(bound.bound)}`;
}

export function MetricHeader({ study, metrics }) {
  const about = study.study;
  const compromise = study.kneeName === 'knee' ? ': its best compromise' : '';
  const which = `Design ${study.knee}, ${study.kneeText}${compromise}`;
  const fixed = Object.entries(about.fixed ?? {}).map(([name, value]) => (
    <span key={name} class="constraint">
      {study.kind === 'table' ? name : format.words(name)}: {format.value(value)}
    </span>
  ));
  return (
    <header>
      <p class="kind">Kirchhoff study report</p>
      <h1>{about.name ?? 'A study without figures'}</h1>
      <p class="summary">{summary(study)}</p>
      <Hero items={heroItems(study, metrics)} which={which} />
      <dl class="facts">
        <Formulation study={study} />
        <Fact name="Space">{about.space && spaceText(about)}</Fact>
        <Fact name="Fixed">{fixed.length > 0 && fixed}</Fact>
        <Fact name="Input">{imagesText(about.images)}</Fact>
        <Fact name={study.kneeName === 'best' ? 'True optimum' : 'True front'}>
          {truthText(study)}
        </Fact>
        <Fact name="Search">{searchText(about)}</Fact>
        <Fact name="Run">{runText(study.run)}</Fact>
        <Fact name="Finished">
          {about.finished_at && about.finished_at.replace('T', ' ').replace('Z', ' UTC')}
        </Fact>
        <Fact name="Numbers rest on">
          {study.kind === 'table'
            ? `${about.table}: every figure is looked up`
            : 'the cost model alone: nothing is trained'}
        </Fact>
      </dl>
    </header>
  );
}
