// web/test/make_metric_study.mjs - invents the figures of a study that trains nothing.
//
//   node make_metric_study.mjs [--trials 160] [--table] [--objectives 3] [--score] [--stages]
//                              [--truth] [--refused] [--hostile] > study.json
//
// Chips of a cost model, or rows of a table. The figures are invented; they never leave web/test.
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const has = (name) => process.argv.includes(`--${name}`);

let state = 777;
const uniform = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const pick = (values) => values[Math.floor(uniform() * values.length)];

const isTable = has('table');
const hostile = '<script>window.hurt=1</script>"><img src=x onerror="window.hurt=1">';
const columns = isTable
  ? ['error_pct', has('hostile') ? hostile : 'energy_uj', 'delay_ms', 'margin']
  : ['energy_j', 'latency_s', 'area_m2', 'lost_bits'];
const sizes = isTable ? [40, 300, 20, 1] : [1e-3, 1e-2, 1e-4, 4];
const parameters = isTable
  ? { cell: ['sram', has('hostile') ? hostile : 'rram'], bits: [2, 4, 6, 8], depth: [2, 3, 4, 5] }
  : {
      'hardware.device': ['sram-charge', 'pcm-nandakumar', 'rram-wan'],
      'hardware.adc_bits': [4, 5, 6, 7, 8],
      'hardware.rows': [64, 128, 256],
      'hardware.columns': [64, 128, 256],
    };
const names = Object.keys(parameters);

// The first two figures are against each other, over decades; the last one is bounded by 2.
function measure() {
  const trade = uniform();
  const waste = 1 + 3 * uniform() ** 2;
  return [
    sizes[0] * 10 ** (-1.6 * trade) * waste,
    sizes[1] * 10 ** (-2.4 * (1 - trade)) * waste,
    sizes[2] * (0.3 + uniform()) * waste,
    isTable ? uniform() : sizes[3] * (0.2 + 0.8 * uniform()),
  ];
}

const bound = has('refused') ? -1 : isTable ? 0.8 : 2;
const rows = [];
for (let number = 0; number < option('trials', 160); ++number) {
  const values = measure();
  const isRefused = values[3] > bound;
  rows.push({
    number,
    fields: Object.fromEntries(names.map((name) => [name, pick(parameters[name])])),
    // A cost model refuses before it completes a trial; a table's row is known.
    metrics: isRefused && !isTable ? null : values,
    state: isRefused ? 'INFEASIBLE' : 'COMPLETE',
    evaluated: !isRefused || isTable,
    reason: isRefused ? `${columns[3]} is ${values[3].toFixed(2)}, allowed <= ${bound}` : '',
  });
}

const count = has('score') ? 2 : option('objectives', 3);
const score = (values) => 1 - values[0] / sizes[0] / 8 - values[1] / sizes[1] / 8;
const losses = has('score') ? (row) => [-score(row.metrics)] : (row) => row.metrics.slice(0, count);
const complete = rows.filter((row) => row.state === 'COMPLETE');
const dominates = (a, b) => a.every((v, i) => v <= b[i]) && a.some((v, i) => v < b[i]);
const candidates = complete.slice(0, 2000);
const front = candidates
  .filter((row) => !candidates.some((other) => dominates(losses(other), losses(row))))
  .sort((a, b) => losses(a)[0] - losses(b)[0]);
const knee = front[Math.floor(front.length / 2)];

const objective = (at) => ({
  metric: columns[at],
  maximise: false,
  from: sizes[at] * 4,
  to: sizes[at] / 300,
  logarithmic: !isTable,
});
const parts = Array.from({ length: count }, (_, i) => objective(i));
const scored = { metric: 'score', maximise: true, from: 0, to: 1, logarithmic: false };

// The truth: the front that was found, and one design that was not.
const truthOf = (at) => [...front.map((row) => row.metrics[at]), sizes[at] / 50];
const truth = has('truth')
  ? {
      candidates: 5000,
      feasible: 4000,
      share: parts.length > 1 && !has('score') ? 0.99996 : null,
      hypervolume: 0.8,
      front: has('score')
        ? { score: [0.99] }
        : Object.fromEntries(parts.map((part, at) => [part.metric, truthOf(at)])),
    }
  : null;

const units = isTable ? ['', '', '', ''] : ['J', 's', 'm2', ''];
const metrics = columns.map((name, i) => ({
  name,
  unit: units[i],
  basis: isTable ? 'looked up in designs.csv' : 'computed by the analytical cost model',
  description: '',
  larger_is_better: false,
}));
if (has('score')) {
  metrics.push({ name: 'score', unit: '', basis: '', description: '', larger_is_better: true });
}
metrics.reverse(); // what is sought stands first on the page wherever the table has it
const metricColumns = Object.fromEntries(
  columns.map((name, i) => [name, rows.map((row) => row.metrics?.[i] ?? null)]),
);
if (has('score')) metricColumns.score = rows.map((row) => row.metrics && score(row.metrics));

const componentNames = (
  'cells drivers multiplexers converters shift_add buffers interconnect digital_units ' +
  'external_memory reload leakage white_space'
).split(' ');
function costOf(row) {
  const [energy, latency, area] = row.metrics;
  const share = 1 / componentNames.length;
  const part = (size) => ({
    energy_j: size * share * energy,
    latency_s: size * share * latency,
    area_m2: size * share * area,
  });
  const layers = ['stem', 'stage1.block0.conv1', 'classifier'].map((name, i) => ({
    name,
    energy_j: energy / 3,
    latency_s: latency / 3,
    crossbars: 4 + i,
    utilisation: 0.5,
    components: Object.fromEntries(componentNames.map((entry) => [entry, part(1 / 3)])),
  }));
  const components = componentNames.map((name) => ({ name, ...part(1) }));
  return { energy_j: energy, latency_s: latency, area_m2: area, layers, components };
}
const details = isTable
  ? {}
  : Object.fromEntries(front.map((row) => [row.number, { cost: costOf(row), accuracy: null }]));

let best = null;
const bestSteps = [];
for (const row of complete) {
  const value = losses(row)[0];
  if (best !== null && value >= best) continue;
  best = value;
  bestSteps.push([row.number, has('score') ? -value : value]);
}
const refused = rows.filter((row) => row.state === 'INFEASIBLE');
const all = (read) => rows.map(read);
process.stdout.write(
  JSON.stringify({
    schema: 1,
    program: 'kirchhoff 0.1.0',
    study: {
      name: has('hostile') ? hostile : 'invented',
      folder: 'studies/invented',
      kind: isTable ? 'table' : 'cost model',
      table: isTable ? 'designs.csv' : null,
      images: isTable ? null : { channels: 3, height: 32, width: 32, classes: 10 },
      seed: 1,
      strategy: 'auto',
      budget_trials: rows.length,
      lookahead: 8,
      space: 'invented',
      parameter_count: names.length,
      log10_size: 3.7,
      fixed: isTable ? {} : { 'network.file': 'resnet8' },
      data_set: isTable ? 'fashion-mnist' : 'none',
      finished_at: '2026-01-05T12:34:56Z',
      objectives: has('score') ? [scored] : parts,
      constraints: [`${columns[3]} <= ${bound}`],
      bounds: [{ metric: columns[3], at_most: true, bound }],
      constraint_handling: count === 1 ? 'augmented-lagrangian' : 'feasible-first',
      scalarise: has('score')
        ? { form: 'sum', parts: parts.map((part) => ({ ...part, weight: 1 })) }
        : null,
      two_stage: has('stages')
        ? { first: [names[0]], objectives: [columns[0]], trials: 40, designs: 4 }
        : null,
      final_designs: 10,
      times_s: [60],
      last_time: null,
      fingerprint: '',
    },
    run: { wall_seconds: 12, cores: 2, cores_busy: 0.5, workers: 2, sessions: 1 },
    counts: {
      candidates: rows.length,
      evaluated: rows.filter((row) => row.evaluated).length,
      complete: complete.length,
      infeasible: refused.length,
      stopped: 0,
      failed: 0,
      distinct: rows.length,
      refused: refused.length,
      feasible: complete.length,
      repeats: 0,
      final: 0,
      baseline: 0,
    },
    metrics,
    parameters: names.map((name) => ({ name, values: parameters[name], logarithmic: false })),
    trials: {
      number: all((row) => row.number),
      role: all(() => 'search'),
      state: all((row) => row.state),
      evaluated: all((row) => row.evaluated),
      continues: all(() => null),
      repeats: all(() => null),
      bits: all((row) => (isTable ? '' : `8/8/${row.fields['hardware.adc_bits']}`)),
      label: all(() => ''),
      reason: all((row) => row.reason),
      seconds: all(() => 0),
      metrics: Object.fromEntries(
        Object.entries(metricColumns).filter(([, column]) => column.some((v) => v !== null)),
      ),
      fields: Object.fromEntries(names.map((name) => [name, all((row) => row.fields[name])])),
    },
    details,
    front: front.map((row) => row.number),
    basis: front.length ? (isTable ? 'table' : 'cost model') : 'none',
    knee: knee?.number ?? null,
    hypervolume: complete.map((row, i) => [row.number, 0.78 * (1 - 1 / (1 + i / 8))]),
    best: count === 1 || has('score') ? bestSteps : null,
    truth,
    refusals: refused.length
      ? [
          {
            name: columns[3],
            before_training: isTable ? 0 : refused.length,
            after_training: isTable ? refused.length : 0,
            example: refused[0].reason,
            trial: refused[0].number,
          },
        ]
      : [],
    sources: [{ figure: 'Every figure', basis: 'invented', source: 'web/test' }],
  }),
);
