// web/src/design_card.jsx - one design in full: figures, and the four groups of its parameters.
import * as format from './format.js';

// "network.stage2.width" and "compress.stage2.weight_bits" become one table, a row per stage.
function stagesOf(fields) {
  const stages = new Map();
  const columns = [];
  for (const [name, value] of Object.entries(fields)) {
    const match = /^(?:network|compress)\.stage(\d+)\.(\w+)$/.exec(name);
    if (!match) continue;
    if (!stages.has(match[1])) stages.set(match[1], {});
    stages.get(match[1])[match[2]] = value;
    if (!columns.includes(match[2])) columns.push(match[2]);
  }
  const order = ['blocks', 'kernel', 'width', 'weight_bits', 'activation_bits'];
  columns.sort((a, b) => ((order.indexOf(a) + 99) % 99) - ((order.indexOf(b) + 99) % 99));
  return { columns, stages: [...stages].sort(([a], [b]) => a - b) };
}

export function Stages({ fields }) {
  const { columns, stages } = stagesOf(fields);
  if (!stages.length) return null;
  return (
    <div class="group">
      <h3>Stages and bits</h3>
      <table class="small">
        <thead>
          <tr>
            <th>stage</th>
            {columns.map((name) => (
              <th key={name}>{format.words(name).replace('activation', 'act.')}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stages.map(([stage, values]) => (
            <tr key={stage}>
              <td>{stage === '0' ? 'stem' : stage}</td>
              {columns.map((name) => (
                <td key={name}>{format.value(values[name])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// What a reader asks first stands first; the rest keeps its order.
const first = [
  'device',
  'cell_bits',
  'rows',
  'columns',
  'active_rows',
  'adc_bits',
  'family',
  'file',
];

function rank(name) {
  const at = first.indexOf(name.split('.').pop());
  return at < 0 ? first.length : at;
}

export function Group({ title, prefix, fields, wide }) {
  const names = Object.keys(fields).filter(
    (name) => name.startsWith(`${prefix}.`) && !/\.stage\d+\./.test(name),
  );
  names.sort((a, b) => rank(a) - rank(b));
  if (!names.length) return null;
  return (
    <div class={wide ? 'group wide' : 'group'}>
      <h3>{title}</h3>
      <dl>
        {names.map((name) => (
          <div key={name}>
            <dt>{format.words(name.slice(prefix.length + 1))}</dt>
            <dd>{format.value(fields[name])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export const Figure = ({ name, children, note, title }) => (
  <div class="key" title={title}>
    <span class="name">{name}</span>
    <span class="value">{children}</span>
    <span class="note">{note}</span>
  </div>
);

export function DesignCard({ study, row }) {
  if (!row) return null;
  const name = study.name(row);
  const kind = {
    search: 'proxy training, validation images',
    final: `trained fully from trial ${row.continues}, test images`,
    baseline: 'baseline trained fully, test images',
  }[row.role];
  return (
    <section class="design">
      <div class="heading">
        <div>
          <h2>
            {name[0].toUpperCase() + name.slice(1)}
            {row.isKnee && <span class="tag knee">{study.kneeName}</span>}
            {row.onFront && !row.isKnee && <span class="tag">front</span>}
          </h2>
          <p class="lead">
            {kind}
            {row.reason ? `. ${row.reason}` : ''}
          </p>
        </div>
      </div>
      <div class="keys">
        <Figure
          name="On the noisy chip"
          note={`± ${format.percent(row.sd)} sd, worst ${format.percent(row.worst)}`}
        >
          {format.percent(row.accuracy)}
        </Figure>
        {study.study.last_time && row.last !== null && (
          <Figure name={`After ${study.study.last_time}`} note="on the noisy chip">
            {format.percent(row.last)}
          </Figure>
        )}
        <Figure name="Ideal analog" note="converters, no noise">
          {format.percent(row.ideal)}
        </Figure>
        <Figure name="Digital" note="quantised, exact">
          {format.percent(row.digital)}
        </Figure>
        <Figure name="Energy" note="per image">
          {format.quantity(row.energy_j, 'J')}
        </Figure>
        <Figure name="Latency" note={`a result every ${format.quantity(row.stage_period_s, 's')}`}>
          {format.quantity(row.latency_s, 's')}
        </Figure>
        <Figure name="Area" note={`${format.quantity(row.power_w, 'W')} of power`}>
          {format.quantity(row.area_m2, 'm2')}
        </Figure>
        <Figure name="Network" note="multiply-accumulates">
          {format.tick(row.macs, '')}
        </Figure>
        <Figure name="Weights" note="trained numbers">
          {format.tick(row.parameters, '')}
        </Figure>
      </div>
      <div class="groups">
        <Stages fields={row.fields} />
        <div>
          <Group prefix="network" title="Network" fields={row.fields} />
          <Group prefix="train" title="Training" fields={row.fields} />
        </div>
        <Group prefix="hardware" title="Hardware" fields={row.fields} wide />
      </div>
    </section>
  );
}
