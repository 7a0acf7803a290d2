// web/src/main.jsx - puts the report together and says when everything is drawn.
import { render } from 'preact';
import { useCallback, useState } from 'preact/hooks';

import { Accuracies } from './accuracies.jsx';
import { Breakdown } from './breakdown.jsx';
import { whenDrawn } from './chart.jsx';
import { DesignCard } from './design_card.jsx';
import { Designs } from './designs.jsx';
import { Front } from './front.jsx';
import { Baselines, Header } from './header.jsx';
import { Parameters } from './parameters.jsx';
import { History, Refusals } from './search.jsx';
import { Footer, Sources } from './sources.jsx';
import { readStudy } from './study.js';

function Page({ study }) {
  const [number, setNumber] = useState(study.knee);
  const selected = study.rowOf(number);
  const select = useCallback((chosen) => setNumber(chosen), []);
  return (
    <main>
      <Header study={study} />
      <Front study={study} selected={selected} onSelect={select} />
      <DesignCard study={study} row={selected} />
      <Breakdown study={study} selected={selected} />
      <Baselines study={study} onSelect={select} />
      <div class="pair">
        <Accuracies study={study} onSelect={select} />
        <Parameters study={study} onSelect={select} />
      </div>
      <div class="pair">
        <History study={study} />
        <Refusals study={study} />
      </div>
      <Designs study={study} selected={selected} onSelect={select} />
      <Sources study={study} />
      <Footer study={study} />
    </main>
  );
}

const study = readStudy();
if (study.study.name) document.title = `${study.study.name} - Kirchhoff`;
render(<Page study={study} />, document.getElementById('page'));
// Effects run after the first paint; by the second frame every picture has begun.
requestAnimationFrame(() =>
  setTimeout(
    () =>
      whenDrawn(() => {
        document.documentElement.dataset.ready = performance.now().toFixed(0);
      }),
    0,
  ),
);
