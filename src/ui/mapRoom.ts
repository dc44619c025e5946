/** Room that axes and margins take around the map, CSS pixels. */
export const mapRoom = { top: 48, left: 68, right: 44, bottom: 44 } as const;

/** For the style sheet, which lays the canvas out in what is left. */
export const mapRoomStyle = Object.fromEntries(
  Object.entries(mapRoom).map(([side, length]) => [`--map-${side}`, `${length}px`]),
);
