// web/src/metric_card.jsx - one design of a study without training: its figures and parameters.
import { Figure, Group, Stages } from './design_card.jsx';
import * as format from './format.js';

const goalNote = (metric) =>
  metric.larger === null ? '' : metric.larger ? 'more is better' : 'less is better';

const boundNote = (metric) =>
  metric.bounds
    .map(({ at_most, bound }) => `${at_most ? 'at most' : 'at least'} ${metric.text(bound)}`)
    .join(', ');

const noteOf = (metric) => [goalNote(metric), boundNote(metric)].filter(Boolean).join('; ');

function Others({ metrics, row }) {
  const known = metrics.filter((metric) => metric.of(row.index) !== null);
  if (!known.length) return null;
  return (
    <div class="group">
      <h3>Other figures</h3>
      <dl>
        {known.map((metric) => (
          <div key={metric.name} title={metric.description}>
            <dt>{metric.title}</dt>
            <dd>{metric.text(metric.of(row.index))}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

// The parameters of a table have no groups: its columns, in the order of the study.
function Columns({ study, row }) {
  return (
    <div class="group wide">
      <h3>Parameters</h3>
      <dl>
        {Object.entries(row.fields).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{format.value(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export function MetricCard({ study, metrics, row }) {
  if (!row) return null;
  const name = study.name(row);
  const asked = metrics.filter((metric) => metric.isGoal || metric.bounds.length);
  const others = metrics.filter((metric) => !asked.includes(metric));
  const source =
    study.kind === 'table' ? `looked up in ${study.study.table}` : 'judged by the cost model alone';
  return (
    <section class="design">
      <div class="heading">
        <div>
          <h2>
            {name[0].toUpperCase() + name.slice(1)}
            {row.isKnee && <span class="tag knee">{study.kneeName}</span>}
            {row.onFront && !row.isKnee && <span class="tag">front</span>}
            {row.state === 'INFEASIBLE' && <span class="tag knee">refused</span>}
          </h2>
          <p class="lead">{row.reason || source}</p>
        </div>
      </div>
      <div class="keys">
        {asked.map((metric) => (
          <Figure
            key={metric.name}
            name={metric.heading}
            note={noteOf(metric)}
            title={metric.description}
          >
            {metric.text(metric.of(row.index))}
          </Figure>
        ))}
      </div>
      <div class="groups">
        {study.kind === 'table' ? (
          <Columns study={study} row={row} />
        ) : (
          <>
            <Others metrics={others} row={row} />
            <div>
              <Stages fields={row.fields} />
              <Group prefix="network" title="Network" fields={row.fields} />
              <Group prefix="compress" title="Compression" fields={row.fields} />
            </div>
            <Group prefix="hardware" title="Hardware" fields={row.fields} wide />
          </>
        )}
      </div>
    </section>
  );
}
