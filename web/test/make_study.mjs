// web/test/make_study.mjs - invents a study's figures for looking at the page and timing it.
//
//   node make_study.mjs [--trials 160] [--hostile] [--empty] > study.json
//
// The figures are invented; they never leave web/test.
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const has = (name) => process.argv.includes(`--${name}`);

let state = 12345;
const uniform = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const pick = (values) => values[Math.floor(uniform() * values.length)];
const normal = () =>
  Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());

const hostile = '<script>window.hurt=1</script>"><img src=x onerror="window.hurt=1">';
const devices = ['rram-wan', 'pcm-nandakumar', has('hostile') ? hostile : 'sram-jia'];
const parameters = {
  'network.family': ['plain', 'residual', 'separable'],
  'network.stages': [2, 3, 4],
  'network.stage1.width': [8, 16, 24, 32],
  'network.stage2.width': [16, 32, 48, 64],
  'network.stage1.kernel': [3, 5],
  'network.stage2.kernel': [3, 5],
  'network.skip': [true, false],
  'compress.stage0.weight_bits': [4, 6, 8],
  'compress.stage1.weight_bits': [2, 3, 4, 5, 6, 8],
  'compress.stage1.activation_bits': [3, 4, 6, 8],
  'compress.stage2.weight_bits': [2, 3, 4, 5, 6, 8],
  'compress.stage2.activation_bits': [3, 4, 6, 8],
  'train.learning_rate': [],
  'train.weight_decay': [],
  'train.label_smoothing': [0, 0.05, 0.1],
  'train.weight_noise': [0, 0.02, 0.05, 0.1],
  'hardware.device': devices,
  'hardware.cell_bits': [1, 2, 3],
  'hardware.rows': [64, 128, 256],
  'hardware.columns': [64, 128, 256],
  'hardware.active_rows': [16, 32, 64, 128],
  'hardware.adc_bits': [4, 5, 6, 7, 8],
  'hardware.columns_per_adc': [4, 8, 16],
  'hardware.dac_bits': [1, 2, 4],
  'hardware.macros_per_tile': [4, 8, 16],
  'hardware.buffer_kib': [8, 16, 32, 64],
  'hardware.clock_mhz': [],
  'hardware.dataflow': ['pipelined', 'sequential'],
};
const names = Object.keys(parameters);

function sample() {
  const fields = {};
  for (const name of names) fields[name] = pick(parameters[name]);
  fields['train.learning_rate'] = 10 ** (-2.5 + 1.7 * uniform());
  fields['train.weight_decay'] = 10 ** (-5 + 2.3 * uniform());
  fields['hardware.clock_mhz'] = Math.round(100 * 5 ** uniform());
  if (fields['network.stages'] < 3) fields['network.skip'] = null;
  return fields;
}

function measure(fields, progress) {
  const size =
    fields['network.stage1.width'] * fields['network.stage2.width'] * fields['network.stages'];
  const bits = fields['compress.stage1.weight_bits'] + fields['compress.stage2.weight_bits'];
  const energy =
    2.2e-10 *
    size ** 0.9 *
    bits *
    1.32 ** (fields['hardware.adc_bits'] - 4) *
    Math.exp(0.5 * normal() - 0.9 * progress);
  const latency =
    ((2e-4 * size ** 0.4) / fields['hardware.clock_mhz']) *
    fields['hardware.columns_per_adc'] *
    Math.exp(0.3 * normal());
  const area =
    ((1.1e-10 * size ** 0.8 * bits * fields['hardware.rows']) / 64) * Math.exp(0.3 * normal());
  const quality =
    0.9 +
    0.012 * Math.log(size / 500) -
    0.3 * Math.exp(-0.5 * bits) -
    0.25 * Math.exp(-(fields['hardware.adc_bits'] - 3)) -
    0.03 * Math.abs(normal()) * (1 - 0.6 * progress);
  const accuracy = Math.max(0.1, uniform() < 0.06 ? 0.3 + 0.4 * uniform() : quality - 0.04);
  return { accuracy, energy, latency, area, size };
}

function metricsOf(values, full) {
  const { accuracy, energy, latency, area, size } = values;
  const digital = Math.min(0.94, accuracy + 0.012 + 0.008 * uniform());
  const metrics = {
    accuracy,
    accuracy_sd: 0.001 + 0.004 * uniform(),
    accuracy_worst: accuracy - 0.006,
    accuracy_digital: digital,
    accuracy_ideal_analog: digital - 0.004 * uniform(),
    energy_j: energy,
    latency_s: latency,
    stage_period_s: latency / 4,
    area_m2: area,
    leakage_w: area * 300,
    power_w: energy / latency,
    edap_j_s_m2: energy * latency * area,
    macs: Math.round(size * 900),
    parameters: Math.round(size * 12),
  };
  if (!full) return metrics;
  const test = {};
  for (const key of [
    'accuracy',
    'accuracy_sd',
    'accuracy_worst',
    'accuracy_digital',
    'accuracy_ideal_analog',
  ]) {
    test[`test_${key}`] = metrics[key] - (key.endsWith('sd') ? 0 : 0.003);
  }
  return { ...metrics, ...test };
}

const components = {
  cells: 6,
  drivers: 7,
  multiplexers: 1,
  converters: 42,
  shift_add: 9,
  buffers: 14,
  interconnect: 6,
  digital_units: 5,
  leakage: 4,
  white_space: 0,
};

function detailOf(metrics) {
  const layerNames = [
    'stem',
    'stage1.block0.conv1',
    'stage1.block0.conv2',
    'stage2.block0.conv1',
    'stage2.block0.conv2',
    'stage2.block0.shortcut',
    'classifier',
  ];
  if (has('hostile')) layerNames[1] = hostile;
  const shares = layerNames.map(() => uniform() + 0.1);
  const total = shares.reduce((a, b) => a + b);
  const layers = layerNames.map((name, i) => {
    const parts = Object.entries(components).map(([component, weight]) => [
      component,
      weight * (0.5 + uniform()),
    ]);
    const sum = parts.reduce((a, [, weight]) => a + weight, 0);
    const energy = (metrics.energy_j * shares[i]) / total,
      latency = (metrics.latency_s * shares[i]) / total;
    return {
      name,
      energy_j: energy,
      latency_s: latency,
      crossbars: 1 + Math.floor(9 * uniform()),
      utilisation: uniform(),
      components: Object.fromEntries(
        parts.map(([component, weight]) => [
          component,
          { energy_j: (energy * weight) / sum, latency_s: (latency * weight) / sum },
        ]),
      ),
    };
  });
  const areas = { ...components, white_space: 15, leakage: 0 };
  const sum = Object.values(areas).reduce((a, b) => a + b);
  return {
    cost: {
      energy_j: metrics.energy_j,
      latency_s: metrics.latency_s,
      area_m2: metrics.area_m2,
      layers,
      components: Object.keys(components).map((name) => ({
        name,
        area_m2: (metrics.area_m2 * areas[name]) / sum,
        energy_j: layers.reduce((a, l) => a + l.components[name].energy_j, 0),
        latency_s: layers.reduce((a, l) => a + l.components[name].latency_s, 0),
      })),
      activity: 'measured on 256 training images',
    },
    accuracy_at: [
      {
        time_s: 60,
        mean: metrics.test_accuracy ?? metrics.accuracy,
        sd: metrics.accuracy_sd,
        worst: metrics.accuracy_worst,
      },
    ],
  };
}

const trials = {
  number: [],
  role: [],
  state: [],
  evaluated: [],
  continues: [],
  repeats: [],
  bits: [],
  label: [],
  reason: [],
  seconds: [],
  metrics: {},
  fields: Object.fromEntries(names.map((name) => [name, []])),
};
const rows = [];
function add(row) {
  row.number = rows.length;
  rows.push(row);
}

const budget = has('empty') ? 0 : Number(option('trials', 160));
let trained = 0;
while (trained < budget) {
  const fields = sample();
  const values = measure(fields, trained / budget);
  const tooLarge = values.area > 4e-6,
    tooHot = uniform() < 0.06;
  if (tooLarge || tooHot) {
    add({
      role: 'search',
      state: 'INFEASIBLE',
      evaluated: false,
      fields,
      metrics: {},
      violations: tooLarge ? ['area_m2'] : ['power_density_w_per_mm2'],
      reason: tooLarge
        ? `area_m2 is ${values.area.toExponential(2)}, allowed <= 4e-06`
        : 'power density too high',
    });
    continue;
  }
  trained += 1;
  const late = uniform() < 0.02;
  add({
    role: 'search',
    state: late ? 'INFEASIBLE' : 'COMPLETE',
    evaluated: true,
    fields,
    metrics: metricsOf(values, false),
    violations: late ? ['energy_j'] : [],
    reason: late ? 'energy_j is 6.1e-07, allowed <= 5e-07' : '',
  });
}
const goals = [
  ['accuracy', 1],
  ['energy_j', -1],
  ['latency_s', -1],
  ['area_m2', -1],
];
const dominates = (a, b) =>
  goals.every(([m, s]) => s * a.metrics[m] >= s * b.metrics[m]) &&
  goals.some(([m, s]) => s * a.metrics[m] > s * b.metrics[m]);
const complete = rows.filter((row) => row.state === 'COMPLETE' && row.metrics.accuracy > 0.8);
const searchFront = complete
  .slice(0, 2000)
  .filter((a) => !complete.slice(0, 2000).some((b) => dominates(b, a)));
if (!has('unfinished') && searchFront.length) {
  const best = [...searchFront].sort((a, b) => a.metrics.energy_j - b.metrics.energy_j);
  for (let i = 0; i < 10; ++i) {
    const source = best[Math.floor((i * best.length) / 10)];
    const values = {
      accuracy: 0.872 + 0.0048 * i,
      energy: source.metrics.energy_j,
      latency: source.metrics.latency_s,
      area: source.metrics.area_m2,
      size: source.metrics.macs / 900,
    };
    add({
      role: 'final',
      state: 'COMPLETE',
      evaluated: true,
      fields: source.fields,
      continues: source.number,
      metrics: metricsOf(values, true),
      violations: [],
      reason: '',
    });
  }
  [
    ['lenet5', 0.886, 9e-7],
    ['resnet8', 0.918, 3.1e-6],
    ['vgg-small', 0.921, 6.4e-6],
  ].forEach(([label, accuracy, e]) => {
    add({
      role: 'baseline',
      state: 'COMPLETE',
      evaluated: true,
      label: has('hostile') ? hostile : label,
      fields: { ...sample(), 'network.file': label, 'network.family': null },
      metrics: metricsOf({ accuracy, energy: e, latency: 9e-5, area: 3e-6, size: 4000 }, true),
      violations: [],
      reason: '',
    });
  });
}
const finals = rows.filter((row) => row.role === 'final');
const pool = finals.length ? finals : searchFront;
const front = pool
  .filter((a) => !pool.some((b) => dominates(b, a)))
  .sort((a, b) => b.metrics.accuracy - a.metrics.accuracy);
const metricNames = [...new Set(rows.flatMap((row) => Object.keys(row.metrics)))];
for (const name of metricNames) trials.metrics[name] = rows.map((row) => row.metrics[name] ?? null);
for (const row of rows) {
  for (const key of ['number', 'role', 'state', 'evaluated']) trials[key].push(row[key]);
  trials.continues.push(row.continues ?? null);
  trials.repeats.push(null);
  trials.bits.push('3-6/4-8/6');
  trials.label.push(row.label ?? '');
  trials.reason.push(row.reason);
  trials.seconds.push(row.evaluated ? 3 + 4 * uniform() : 0);
  for (const name of names) trials.fields[name].push(row.fields[name] ?? null);
}
const details = {};
for (const row of rows) {
  const wanted =
    row.role !== 'search' || front.includes(row) || (budget <= 200 && row.state === 'COMPLETE');
  if (wanted) details[row.number] = detailOf(row.metrics);
}
const refused = {};
for (const row of rows.filter((r) => r.state === 'INFEASIBLE')) {
  for (const name of row.violations) {
    refused[name] ??= {
      name,
      before_training: 0,
      after_training: 0,
      example: row.reason,
      trial: row.number,
    };
    refused[name][row.evaluated ? 'after_training' : 'before_training'] += 1;
  }
}
let volume = 0;
const hypervolume = [];
rows
  .filter((row) => row.role === 'search' && row.evaluated)
  .forEach((row, i) => {
    if (uniform() < 6 / (i + 4)) volume += (0.74 - volume) * 0.22 * uniform();
    hypervolume.push([row.number, volume]);
  });
const metric = (name, unit, basis) => ({
  name,
  unit,
  basis,
  description: '',
  larger_is_better: name === 'accuracy',
});
const count = (test) => rows.filter(test).length;
process.stdout.write(
  JSON.stringify({
    schema: 1,
    program: 'kirchhoff 0.1.0',
    study: {
      name: has('hostile') ? hostile : 'fashion-joint',
      folder: 'studies/fashion-joint',
      seed: 1,
      strategy: 'nsga2',
      budget_trials: budget,
      lookahead: 8,
      space: 'imc-joint',
      parameter_count: names.length,
      log10_size: 21.49,
      data_set: 'fashion-mnist',
      finished_at: '2026-01-05T12:34:56Z',
      objectives: goals.map(([m, s]) => ({ metric: m, maximise: s > 0 })),
      constraints: ['area_m2 <= 4e-6'],
      final_designs: 10,
      times_s: [60],
      fingerprint: 'avx2; torch 1.13.1; OpenBLAS Haswell; results 1',
    },
    run: budget
      ? {
          wall_seconds: 1012.4,
          cpu_seconds: 1890.2,
          cores: 2,
          cores_busy: 0.933,
          workers: 2,
          sessions: 1,
        }
      : {},
    counts: {
      candidates: count((r) => r.role === 'search'),
      evaluated: count((r) => r.role === 'search' && r.evaluated),
      complete: count((r) => r.role === 'search' && r.state === 'COMPLETE'),
      infeasible: count((r) => r.state === 'INFEASIBLE'),
      failed: 0,
      repeats: 3,
      final: finals.length,
      baseline: count((r) => r.role === 'baseline'),
    },
    metrics: [
      metric('accuracy', '', 'measured on the trained network'),
      metric('energy_j', 'J', 'computed by the analytical cost model'),
      metric('latency_s', 's', 'computed by the analytical cost model'),
      metric('area_m2', 'm2', 'computed by the analytical cost model'),
    ],
    parameters: names.map((name) => ({
      name,
      kind: parameters[name].length ? 'ordinal' : 'real',
      values: parameters[name],
      logarithmic: !parameters[name].length,
    })),
    trials,
    details,
    front: front.map((row) => row.number),
    basis: finals.length ? 'full' : front.length ? 'proxy' : 'none',
    knee: front.length ? front[Math.floor(front.length / 2)].number : null,
    hypervolume,
    refusals: Object.values(refused).sort((a, b) => b.before_training - a.before_training),
    sources: [
      {
        figure: 'Accuracy of full designs',
        basis: 'measured',
        source: '10,000 test images, 3 programmings of the chip each',
      },
      {
        figure: 'Energy, latency, area',
        basis: 'computed',
        source: 'analytical cost model, calibration default',
      },
      {
        figure: 'Device rram-wan',
        basis: 'published',
        source: 'Wan et al., Nature 608 (2022) 504-512',
      },
    ],
  }),
);
