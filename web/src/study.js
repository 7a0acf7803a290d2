// web/src/study.js - the study's figures, read from the page and indexed once.
//
// In:   the JSON that docs/reference/report_json.md describes, columns of trials
// Out:  rows on demand; the columns stay as they are, so 10,000 trials cost nothing

const empty = {
  study: {},
  run: {},
  counts: {},
  metrics: [],
  parameters: [],
  details: {},
  front: [],
  knee: null,
  basis: 'none',
  best: null,
  truth: null,
  hypervolume: [],
  refusals: [],
  sources: [],
  trials: {
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
    fields: {},
  },
};

function readJson() {
  const text = document.getElementById('study').textContent.trim();
  return { ...empty, ...(text ? JSON.parse(text) : {}) };
}

/// What can stand on an axis against accuracy.
export const costs = [
  { metric: 'energy_j', title: 'Energy', unit: 'J', axis: 'energy per image' },
  { metric: 'latency_s', title: 'Latency', unit: 's', axis: 'latency of one image' },
  { metric: 'area_m2', title: 'Area', unit: 'm2', axis: 'chip area' },
];

class Study {
  constructor(json) {
    Object.assign(this, json);
    this.kind = this.study.kind ?? 'training';
    // What is sought: the objectives, or the parts of a score beside it.
    this.goals = [...(this.study.objectives ?? []), ...(this.study.scalarise?.parts ?? [])];
    const hasReference = this.study.preference?.reference_point?.length > 0;
    this.kneeName =
      this.study.objectives?.length === 1 ? 'best' : hasReference ? 'nearest' : 'knee';
    this.kneeText = {
      best: 'the best',
      knee: 'the knee of the front',
      nearest: 'the nearest to the reference point',
    }[this.kneeName];
    const { number, role, state } = this.trials;
    this.indexByNumber = new Map(number.map((n, index) => [n, index]));
    this.frontSet = new Set(this.front);
    const where = (wanted) =>
      [...number.keys()].filter((i) => role[i] === wanted && state[i] === 'COMPLETE');
    this.proxies = where('search').filter((i) => this.trials.repeats[i] === null);
    this.refused = [...number.keys()].filter(
      (i) => state[i] === 'INFEASIBLE' && this.trials.repeats[i] === null,
    );
    this.finals = where('final');
    this.baselines = where('baseline');
    this.frontIndices = this.front
      .map((n) => this.indexByNumber.get(n))
      .filter((i) => i !== undefined);
    // Of a very long search the page holds the front and a part of the rest.
    const held = role.filter((entry) => entry === 'search').length;
    this.leftOut = Math.max(0, (this.counts.candidates ?? held) - held);
    this.secondStage = this.makeSecondStage();
    this.cache = new Map();
  }

  // The number of the first trial of the second stage; null without one. The first stage ends after
  // its trials, or earlier when its part of the space is used up: then other parameters move.
  makeSecondStage() {
    const stages = this.study.two_stage;
    if (!stages) return null;
    const { number, role, evaluated } = this.trials;
    const search = [...number.keys()].filter((i) => role[i] === 'search');
    const rest = Object.entries(this.trials.fields)
      .filter(([name]) => !stages.first.some((first) => name.startsWith(first)))
      .map(([, column]) => column);
    const differ = (a, b) => a !== null && b !== null && a !== b;
    const moves = (i) => rest.some((column) => differ(column[i], column[search[0]]));
    let left = stages.trials;
    for (const i of search) {
      if (left <= 0 || moves(i)) return number[i];
      left -= evaluated[i] ? 1 : 0;
    }
    return null;
  }

  metric(name, index) {
    return this.trials.metrics[name]?.[index] ?? null;
  }

  // The figure a design is judged by: test images once it is trained fully, else validation images.
  accuracy(index, kind = '') {
    return this.metric(`test_accuracy${kind}`, index) ?? this.metric(`accuracy${kind}`, index);
  }

  /// Everything about one trial as one object.
  row(index) {
    if (!this.cache.has(index)) this.cache.set(index, this.makeRow(index));
    return this.cache.get(index);
  }

  makeRow(index) {
    const columns = this.trials;
    const fields = {};
    for (const [name, column] of Object.entries(columns.fields)) {
      if (column[index] !== null && column[index] !== undefined) fields[name] = column[index];
    }
    const number = columns.number[index];
    return {
      index,
      number,
      role: columns.role[index],
      state: columns.state[index],
      continues: columns.continues[index],
      label: columns.label[index],
      reason: columns.reason[index],
      fields,
      bits: columns.bits[index].replaceAll('/', ' / ').replaceAll('-', '–'),
      accuracy: this.accuracy(index),
      sd: this.accuracy(index, '_sd'),
      worst: this.accuracy(index, '_worst'),
      last: this.accuracy(index, '_last'),
      digital: this.accuracy(index, '_digital'),
      ideal: this.accuracy(index, '_ideal_analog'),
      onTest: this.metric('test_accuracy', index) !== null,
      energy_j: this.metric('energy_j', index),
      latency_s: this.metric('latency_s', index),
      area_m2: this.metric('area_m2', index),
      edap: this.metric('edap_j_s_m2', index),
      power_w: this.metric('power_w', index),
      stage_period_s: this.metric('stage_period_s', index),
      macs: this.metric('macs', index),
      parameters: this.metric('parameters', index),
      onFront: this.frontSet.has(number),
      isKnee: number === this.knee,
      detail: this.details[number] ?? null,
    };
  }

  rowOf(number) {
    const index = this.indexByNumber.get(number);
    return index === undefined ? null : this.row(index);
  }

  /// The name of a trial in a picture: a baseline has one, a design its number.
  name(row) {
    return row.role === 'baseline' ? row.label || `baseline ${row.number}` : `design ${row.number}`;
  }
}

export const readStudy = () => new Study(readJson());
