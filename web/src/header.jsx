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

const Fact = ({ name, children }) =>
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

function Hero({ study }) {
  const row = study.rowOf(study.knee);
  if (!row) return null;
  const after = study.study.times_s?.length
    ? `, ${format.afterProgramming(study.study.times_s[0])}`
    : '';
  const item = (value, name) => (
    <div>
      <span class="value">{value}</span>
      <span class="name">{name}</span>
    </div>
  );
  return (
    <div class="hero">
      {item(
        format.percent(row.accuracy, 1),
        `${row.onTest ? 'test' : 'proxy'} accuracy on the noisy chip${after}`,
      )}
      {item(format.quantity(row.energy_j, 'J'), 'energy per image')}
      {item(format.quantity(row.latency_s, 's'), 'latency of one image')}
      {item(format.quantity(row.area_m2, 'm2'), 'chip area')}
      <p class="which">Design {row.number}, the knee of the front</p>
    </div>
  );
}

export function Header({ study }) {
  const about = study.study,
    { run } = study;
  const goals = (about.objectives ?? []).map(({ metric, maximise }) => (
    <span key={metric} class="goal">
      {goalWords[metric] ?? metric} {maximise ? '↑' : '↓'}
    </span>
  ));
  const constraints = (about.constraints ?? []).map((text) => (
    <span key={text} class="constraint">
      {text}
    </span>
  ));
  const busy = run.cores_busy > 0 ? `, ${format.percent(run.cores_busy, 0)} busy` : '';
  return (
    <header>
      <p class="kind">Kirchhoff study report</p>
      <h1>{about.name ?? 'A study without figures'}</h1>
      <p class="summary">{summary(study)}</p>
      <Hero study={study} />
      <dl class="facts">
        <Fact name="Goal">{goals.length > 0 && goals}</Fact>
        <Fact name="Constraints">{constraints.length ? constraints : 'physics only'}</Fact>
        <Fact name="Space">
          {about.space && (
            <>
              {about.space}: {about.parameter_count} parameters, {spaceSize(about.log10_size)}
            </>
          )}
        </Fact>
        <Fact name="Data">{about.data_set}</Fact>
        <Fact name="Search">
          {about.strategy &&
            `${about.strategy}, ${format.count(about.budget_trials)} trials, seed ${about.seed}, ` +
              `lookahead ${about.lookahead}`}
        </Fact>
        <Fact name="Run">
          {run.wall_seconds > 0 &&
            `${format.duration(run.wall_seconds)} on ${run.cores} cores${busy}`}
        </Fact>
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
