/** Widths and heights of the four images of the small dataset, in pixels. */
export const sizes = [
  [256, 256],
  [320, 200],
  [200, 320],
  [256, 192],
] as const;

/** Their captions. */
export const captions = [
  'a portrait of [trigger], smiling',
  'mira standing in natural light',
  'mira, full body',
  'mira, close up',
];
