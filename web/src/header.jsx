// web/src/header.jsx - what was searched, by which rules, and what came out, in one look.
import * as format from './format.js';

const goalWords = {
  accuracy: 'accuracy',
  energy_j: 'energy',
  latency_s: 'latency',
  area_m2: 'area',
  edap_j_s_m2: 'EDAP',
  power_w: 'power',
  stage_period_s: 'stage period',
};

export const Fact = ({ name, children }) =>
  children ? (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null;

function spaceSize(log10) {
  if (typeof log10 !== 'number') return null;
  const exponent = Math.floor(log10);
  return log10 < 6 ? (
    <>{format.count(Math.round(10 ** log10))} designs</>
  ) : (
    <>
      {(10 ** (log10 - exponent)).toFixed(1)} × 10<sup>{exponent}</sup> designs
    </>
  );
}

function summary(study) {
  const { counts } = study;
  if (!counts.evaluated) return 'No design has been trained yet.';
  const stopped = counts.stopped ? ` (${format.count(counts.stopped)} of them stopped early)` : '';
  const trained = `${format.count(counts.evaluated)} designs trained on a proxy${stopped}`;
  const refused = counts.infeasible ? `, ${format.count(counts.infeasible)} refused` : '';
  if (study.basis === 'full') {
    const full = `${counts.final} trained fully`;
    return `${trained}${refused}, ${full}; ${study.front.length} of them form the front.`;
  }
  return study.front.length
    ? `${trained}${refused}; a front of ${study.front.length}, not yet trained fully.`
    : `${trained}${refused}; none of them is feasible.`;
}

// For each baseline the cheapest design of the front that is no less accurate.
function comparisons(study) {
  const designs = study.frontIndices
    .map((i) => study.row(i))
    .filter((row) => row.role === 'final' && row.edap > 0);
  return study.baselines
    .map((i) => study.row(i))
    .filter((row) => row.edap > 0)
    .map((baseline) => {
      const matches = designs
        .filter((row) => row.accuracy >= baseline.accuracy)
        .sort((a, b) => a.edap - b.edap);
      return {
        baseline,
        design: matches[0] ?? null,
        gain: matches[0] ? baseline.edap / matches[0].edap : null,
      };
    });
}

export function Baselines({ study, onSelect }) {
  const rows = comparisons(study);
  if (!rows.length) return null;
  return (
    <section>
      <div class="heading">
        <div>
          <h2>Against known networks</h2>
          <p class="lead">
            Each baseline has the designs' training recipe and the best of many random feasible
            chips. EDAP: energy × latency × area.
          </p>
        </div>
      </div>
      <div class="scroll">
        <table class="designs">
          <thead>
            <tr>
              <th class="words">baseline</th>
              <th>accuracy</th>
              <th>energy</th>
              <th>latency</th>
              <th>area</th>
              <th class="words">cheapest design at least as accurate</th>
              <th>accuracy</th>
              <th>EDAP smaller by</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ baseline, design, gain }) => (
              <tr key={baseline.number} onClick={() => onSelect((design ?? baseline).number)}>
                <td class="words">{study.name(baseline)}</td>
                <td>{format.percent(baseline.accuracy)}</td>
                <td>{format.quantity(baseline.energy_j, 'J')}</td>
                <td>{format.quantity(baseline.latency_s, 's')}</td>
                <td>{format.quantity(baseline.area_m2, 'm2')}</td>
                <td class="words">{design ? study.name(design) : 'none on this front'}</td>
                <td>{design ? format.percent(design.accuracy) : '–'}</td>
                <td>{gain === null ? '–' : <b>{format.factor(gain)} ×</b>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/// `items`: a value and its name; `which` says whose they are.
export function Hero({ items, which }) {
  if (!items.length) return null;
  return (
    <div class="hero">
      {items.map(([value, name]) => (
        <div key={name}>
          <span class="value">{value}</span>
          <span class="name">{name}</span>
        </div>
      ))}
      <p class="which">{which}</p>
    </div>
  );
}

function heroItems(study) {
  const row = study.rowOf(study.knee);
  if (!row) return [];
  const after = study.study.times_s?.length
    ? `, ${format.afterProgramming(study.study.times_s[0])}`
    : '';
  const kind = row.onTest ? 'test' : 'proxy';
  return [
    [format.percent(row.accuracy, 1), `${kind} accuracy on the noisy chip${after}`],
    [format.quantity(row.energy_j, 'J'), 'energy per image'],
    [format.quantity(row.latency_s, 's'), 'latency of one image'],
    [format.quantity(row.area_m2, 'm2'), 'chip area'],
  ];
}

export const spaceText = (about) => (
  <>
    {about.space}: {about.parameter_count} parameters, {spaceSize(about.log10_size)}
  </>
);

export const searchText = (about) =>
  about.strategy &&
  `${about.strategy}, ${format.count(about.budget_trials)} trials, seed ${about.seed}, ` +
    (about.schedule === 'asynchronous' ? 'asynchronous' : `lookahead ${about.lookahead}`);

export function runText(run) {
  const busy = run.cores_busy > 0 ? `, ${format.percent(run.cores_busy, 0)} busy` : '';
  return (
    run.wall_seconds > 0 && `${format.duration(run.wall_seconds)} on ${run.cores} cores${busy}`
  );
}

const goalOf =
  (study) =>
  ({ metric, maximise, weight }) => (
    <span key={metric} class="goal">
      {(study.kind !== 'table' && goalWords[metric]) || metric} {maximise ? '↑' : '↓'}
      {weight !== undefined && ` × ${format.plain(weight)}`}
    </span>
  );

function stagesText({ first, objectives, trials, designs }) {
  return (
    `first ${first.join(', ')} by ${objectives.join(', ')} in ${format.count(trials)} trials; ` +
    `${format.count(designs)} of these designs went on to the rest`
  );
}

function preferenceText({ region, reference_point, epsilon }) {
  const parts = [
    region.length && region.join(', '),
    reference_point.length && `near ${reference_point.join(', ')}`,
    epsilon.length && `in steps of ${epsilon.join(', ')}`,
  ];
  return parts.filter(Boolean).join('; ');
}

/// What was sought, and how: objectives, a score of several, constraints, stages, a preference.
export function Formulation({ study }) {
  const {
    objectives = [],
    constraints = [],
    scalarise,
    two_stage,
    preference,
    constraint_handling,
  } = study.study;
  const goal = goalOf(study);
  const bounds = constraints.map((text) => (
    <span key={text} class="constraint">
      {text}
    </span>
  ));
  return (
    <>
      <Fact name="Goal">{objectives.length > 0 && objectives.map(goal)}</Fact>
      <Fact name={scalarise && `Score: ${scalarise.form} of`}>
        {scalarise && scalarise.parts.map(goal)}
      </Fact>
      <Fact name="Constraints">
        {bounds.length ? bounds : study.kind === 'table' ? 'none' : 'physics only'}
        {constraint_handling === 'augmented-lagrangian' && bounds.length > 0 && (
          <span class="constraint">at prices that rise (augmented Lagrangian)</span>
        )}
      </Fact>
      <Fact name="Two stages">{two_stage && stagesText(two_stage)}</Fact>
      <Fact name="Preferred">{preference && preferenceText(preference)}</Fact>
    </>
  );
}

export function Header({ study }) {
  const about = study.study;
  return (
    <header>
      <p class="kind">Kirchhoff study report</p>
      <h1>{about.name ?? 'A study without figures'}</h1>
      <p class="summary">{summary(study)}</p>
      <Hero items={heroItems(study)} which={`Design ${study.knee}, ${study.kneeText}`} />
      <dl class="facts">
        <Formulation study={study} />
        <Fact name="Space">{about.space && spaceText(about)}</Fact>
        <Fact name="Data">{about.data_set}</Fact>
        <Fact name="Search">{searchText(about)}</Fact>
        <Fact name="Run">{runText(study.run)}</Fact>
        <Fact name="Finished">
          {about.finished_at && about.finished_at.replace('T', ' ').replace('Z', ' UTC')}
        </Fact>
        <Fact name="Numbers rest on">
          {{
            full: 'full training; test images, noisy chip',
            proxy: 'proxy training; validation images, ' + 'noisy chip',
          }[study.basis] ?? 'nothing yet'}
        </Fact>
      </dl>
    </header>
  );
}
