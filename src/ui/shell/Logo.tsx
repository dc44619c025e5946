// Two of every four are filled, as in the pattern 2 of 4.
const kept: readonly (readonly [number, number])[] = [
  [0, 0],
  [2, 0],
  [1, 1],
  [3, 1],
  [0, 2],
  [3, 2],
  [1, 3],
  [2, 3],
];

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
      <rect width="16" height="16" rx="2" className="logo-zero" />
      {kept.map(([column, row]) => (
        <rect
          key={`${column}:${row}`}
          x={column * 4 + 0.5}
          y={row * 4 + 0.5}
          width="3"
          height="3"
          className="logo-nonzero"
        />
      ))}
    </svg>
  );
}
