// web/src/designs.jsx - the table of designs: sortable, a hundred rows at a time.
import { useMemo, useState } from 'preact/hooks';

import { Choice, Empty, Section } from './chart.jsx';
import * as format from './format.js';

const family = (row) => row.fields['network.family'] ?? row.fields['network.file'];

// Only in a study that measures its designs at a later time too.
const lastColumn = (time) => ({
  key: 'last',
  title: `after ${time}`,
  of: (row) => row.last,
  text: (row) => format.percent(row.last),
  best: -1,
});

const columnsOf = (study) =>
  study.study.last_time
    ? [...columns.slice(0, 2), lastColumn(study.study.last_time), ...columns.slice(2)]
    : columns;

const columns = [
  { key: 'number', title: '#', of: (row) => row.number, text: (row) => String(row.number) },
  {
    key: 'accuracy',
    title: 'accuracy',
    of: (row) => row.accuracy,
    text: (row) => format.percent(row.accuracy),
    best: -1,
  },
  { key: 'sd', title: 'sd', of: (row) => row.sd, text: (row) => format.percent(row.sd) },
  {
    key: 'digital',
    title: 'digital',
    of: (row) => row.digital,
    text: (row) => format.percent(row.digital),
    best: -1,
  },
  {
    key: 'energy',
    title: 'energy',
    of: (row) => row.energy_j,
    text: (row) => format.quantity(row.energy_j, 'J'),
  },
  {
    key: 'latency',
    title: 'latency',
    of: (row) => row.latency_s,
    text: (row) => format.quantity(row.latency_s, 's'),
  },
  {
    key: 'area',
    title: 'area',
    of: (row) => row.area_m2,
    text: (row) => format.quantity(row.area_m2, 'm2'),
  },
  {
    key: 'edap',
    title: 'EDAP',
    of: (row) => row.edap,
    text: (row) => row.edap?.toExponential(2) ?? '–',
  },
  {
    key: 'bits',
    title: 'bits w / a / ADC',
    of: (row) => row.bits,
    text: (row) => row.bits,
  },
  {
    key: 'crossbar',
    title: 'crossbar',
    of: (row) => row.fields['hardware.rows'],
    text: (row) => format.crossbar(row.fields),
  },
  {
    key: 'device',
    title: 'device',
    words: true,
    of: (row) => row.fields['hardware.device'],
    text: (row) => format.value(row.fields['hardware.device']),
  },
  {
    key: 'family',
    title: 'network',
    words: true,
    of: family,
    text: (row) => format.value(family(row)),
  },
  {
    key: 'note',
    title: 'note',
    words: true,
    of: (row) => (row.isKnee ? 0 : row.onFront ? 1 : 2),
    text: noteOf,
  },
];

function noteOf(row) {
  if (row.role === 'baseline') return row.label;
  const parts = [];
  if (row.isKnee) parts.push('knee');
  else if (row.onFront) parts.push('front');
  if (row.role === 'final') parts.push(`from ${row.continues}`);
  else parts.push('proxy');
  return parts.join(', ');
}

function order(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return a < b ? -1 : 1;
}

function setsOf(study) {
  const sets = [
    ['front', 'Front', study.frontIndices],
    ['full', 'Trained fully', [...study.finals, ...study.baselines]],
    ['baseline', 'Baselines', study.baselines],
    ['all', 'All trained', [...study.finals, ...study.baselines, ...study.proxies]],
  ];
  return sets.filter(([, , indices]) => indices.length);
}

const rowClass = (row, selected) =>
  `${row.number === selected?.number ? 'selected' : ''} ${row.isKnee ? 'knee' : ''}`;

export function Designs({ study, selected, onSelect }) {
  const sets = useMemo(() => setsOf(study), [study]);
  const shown = useMemo(() => columnsOf(study), [study]);
  const [chosen, setChosen] = useState(sets[0]?.[0]);
  const [sort, setSort] = useState({ key: 'accuracy', sign: -1 });
  const [limit, setLimit] = useState(50);
  const rows = useMemo(() => {
    const column = shown.find((entry) => entry.key === sort.key);
    const indices = sets.find(([key]) => key === chosen)?.[2] ?? [];
    return indices
      .map((i) => study.row(i))
      .sort((a, b) => {
        const x = column.of(a),
          y = column.of(b);
        const missing = x === null || x === undefined || y === null || y === undefined;
        return (missing ? 1 : sort.sign) * order(x, y) || a.number - b.number;
      });
  }, [study, shown, sets, chosen, sort]);
  if (!sets.length)
    return (
      <Section title="Designs">
        <Empty>No trained design yet.</Empty>
      </Section>
    );
  const choose = (key) => {
    setChosen(key);
    setLimit(50);
  };
  const press = (column) =>
    setSort({ key: column.key, sign: sort.key === column.key ? -sort.sign : (column.best ?? 1) });
  return (
    <Section
      title="Designs"
      lead="Press a heading to sort, a row to look inside. EDAP: energy × latency × area (J s m²)."
      controls={
        <Choice
          label="Which designs"
          value={chosen}
          onChange={choose}
          options={sets.map(([key, title, indices]) => [
            key,
            `${title} ${format.count(indices.length)}`,
          ])}
        />
      }
    >
      <div class="scroll">
        <table class="designs sortable">
          <thead>
            <tr>
              {shown.map((column) => (
                <th
                  key={column.key}
                  class={column.words ? 'words' : ''}
                  aria-sort={
                    sort.key === column.key ? (sort.sign > 0 ? 'ascending' : 'descending') : 'none'
                  }
                >
                  <button type="button" onClick={() => press(column)}>
                    {column.title}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, limit).map((row) => (
              <tr
                key={row.number}
                class={rowClass(row, selected)}
                onClick={() => onSelect(row.number)}
              >
                {shown.map((column) => (
                  <td key={column.key} class={column.words ? 'words' : ''}>
                    {column.text(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > limit && (
        <button class="more" type="button" onClick={() => setLimit(limit + 200)}>
          Show {Math.min(200, rows.length - limit)} more of {format.count(rows.length)}
        </button>
      )}
    </Section>
  );
}
