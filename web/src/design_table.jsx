// web/src/design_table.jsx - a table of designs with any columns: sortable, some rows at a time.
import { useMemo, useState } from 'preact/hooks';

import { Choice, Empty, Section } from './chart.jsx';
import * as format from './format.js';

function order(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return a < b ? -1 : 1;
}

const rowClass = (row, selected) =>
  `${row.number === selected?.number ? 'selected' : ''} ${row.isKnee ? 'knee' : ''}`;

function Heading({ column, sort, onPress }) {
  const direction = sort.key !== column.key ? 'none' : sort.sign > 0 ? 'ascending' : 'descending';
  return (
    <th class={column.words ? 'words' : ''} aria-sort={direction}>
      <button type="button" onClick={() => onPress(column)}>
        {column.title}
      </button>
    </th>
  );
}

/// `columns`: key, title, of(row), text(row), words (left), best (-1: larger first). `sets`: key,
/// title and indices of designs; those without any are left out.
export function DesignTable({ study, columns, sets, first, lead, empty, selected, onSelect }) {
  const filled = useMemo(() => sets.filter(([, , indices]) => indices.length), [sets]);
  const [chosen, setChosen] = useState(filled[0]?.[0]);
  const [sort, setSort] = useState(first);
  const [limit, setLimit] = useState(50);
  const rows = useMemo(() => {
    const column = columns.find((entry) => entry.key === sort.key);
    const indices = filled.find(([key]) => key === chosen)?.[2] ?? [];
    return indices
      .map((i) => study.row(i))
      .sort((a, b) => {
        const x = column.of(a),
          y = column.of(b);
        const missing = x === null || x === undefined || y === null || y === undefined;
        return (missing ? 1 : sort.sign) * order(x, y) || a.number - b.number;
      });
  }, [study, columns, filled, chosen, sort]);
  if (!filled.length)
    return (
      <Section title="Designs">
        <Empty>{empty}</Empty>
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
      lead={lead}
      controls={
        <Choice
          label="Which designs"
          value={chosen}
          onChange={choose}
          options={filled.map(([key, title, indices]) => [
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
              {columns.map((column) => (
                <Heading key={column.key} column={column} sort={sort} onPress={press} />
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
                {columns.map((column) => (
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
