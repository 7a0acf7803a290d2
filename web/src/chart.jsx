// web/src/chart.jsx - one picture: drawn on a canvas, saved as SVG.
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'preact/hooks';

use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  CanvasRenderer,
  SVGRenderer,
]);

// Pictures are begun one after another, each in a task of its own: the first is seen, and the page
// can be scrolled, before the last is begun.
const turns = [];
let isRunning = false;
let onFirst = () => {};
let onAll = () => {};

/// Calls `first` when the topmost picture has been drawn, `all` when every one has.
export function whenDrawn(first, all) {
  onFirst = first;
  onAll = all;
  if (!isRunning) nextTurn();
}

function nextTurn() {
  const draw = turns.shift();
  isRunning = draw !== undefined;
  if (!isRunning) {
    onFirst();
    onAll();
    return;
  }
  draw();
  // The frame that shows it comes before the next is begun.
  requestAnimationFrame(() => {
    onFirst();
    onFirst = () => {};
    setTimeout(nextTurn);
  });
}

function inTurn(draw) {
  turns.push(draw);
  if (isRunning) return;
  isRunning = true;
  setTimeout(nextTurn);
}

function saveSvg(chart, option, title, paper) {
  const drawing = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: chart.getWidth(),
    height: chart.getHeight(),
  });
  drawing.setOption({
    ...option,
    backgroundColor: paper,
    animation: false,
    tooltip: { show: false },
  });
  const file = new Blob([drawing.renderToSVGString()], { type: 'image/svg+xml' });
  drawing.dispose();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Drawing again is dear with 10,000 points: only when the size is another.
function fit(chart, place) {
  if (!chart) return;
  if (chart.getWidth() !== place.clientWidth || chart.getHeight() !== place.clientHeight)
    chart.resize();
}

const show = (chart, option) =>
  chart.setOption({ animation: false, ...option }, { notMerge: true });

/// `option` is the library's; `title` names the saved file; `label` describes the picture to a
/// screen reader; `onClick` gets what was clicked.
export function Chart({ option, height, title, label, paper, onClick }) {
  const place = useRef(null);
  const chart = useRef(null);
  const click = useRef(onClick);
  click.current = onClick;

  const latest = useRef(option);
  latest.current = option;

  useEffect(() => {
    const observer = new ResizeObserver(() => fit(chart.current, place.current));
    inTurn(() => {
      if (!place.current) return;
      chart.current = init(place.current, null, { renderer: 'canvas' });
      chart.current.on('click', (parameters) => click.current?.(parameters));
      show(chart.current, latest.current);
      observer.observe(place.current);
    });
    return () => {
      observer.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (chart.current) show(chart.current, option);
  }, [option]);
  return (
    <div class="chart">
      <div
        ref={place}
        class="canvas"
        style={{ height: `${height}px` }}
        role="img"
        aria-label={label ?? title}
      />
      <button
        class="save"
        type="button"
        onClick={() => chart.current && saveSvg(chart.current, option, title, paper)}
      >
        Save SVG
      </button>
    </div>
  );
}

/// Buttons of which one is pressed.
export function Choice({ label, options, value, onChange }) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(([key, text]) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>
          {text}
        </button>
      ))}
    </div>
  );
}

/// A part of the report with its heading, one sentence and controls.
export function Section({ title, lead, controls, children }) {
  return (
    <section>
      <div class="heading">
        <div>
          <h2>{title}</h2>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {controls && <div class="controls">{controls}</div>}
      </div>
      {children}
    </section>
  );
}

export const Empty = ({ children }) => <p class="empty">{children}</p>;
