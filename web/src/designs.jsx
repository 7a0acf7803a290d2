// web/src/designs.jsx - the table of trained designs.
import { useMemo } from 'preact/hooks';

import { DesignTable } from './design_table.jsx';
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

const setsOf = (study) => [
  ['front', 'Front', study.frontIndices],
  ['full', 'Trained fully', [...study.finals, ...study.baselines]],
  ['baseline', 'Baselines', study.baselines],
  ['all', 'All trained', [...study.finals, ...study.baselines, ...study.proxies]],
];

export function Designs({ study, selected, onSelect }) {
  const sets = useMemo(() => setsOf(study), [study]);
  const shown = useMemo(() => columnsOf(study), [study]);
  return (
    <DesignTable
      study={study}
      columns={shown}
      sets={sets}
      first={{ key: 'accuracy', sign: -1 }}
      lead="Press a heading to sort, a row to look inside. EDAP: energy × latency × area (J s m²)."
      empty="No trained design yet."
      selected={selected}
      onSelect={onSelect}
    />
  );
}
