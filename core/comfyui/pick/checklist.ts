export interface ChecklistItem {
  readonly id: string;
  readonly title: string;
  /** How to see it in the images. */
  readonly how: string;
}

/** The guide's section 13: what a good Qwen LoRA does. */
export const qualityChecklist: readonly ChecklistItem[] = [
  {
    id: 'consistent',
    title: 'Consistent across flowmatch sampling',
    how: 'Compare images of different seeds: the subject is recognizable in each.',
  },
  {
    id: 'guidance',
    title: 'Works at guidance 3.0 to 4.0',
    how: 'Go down a column of the matrix: colors do not burn and details do not break.',
  },
  {
    id: 'skin',
    title: 'Natural skin, not plastic',
    how: 'Look at portraits in full size: pores and fine lines are visible.',
  },
  {
    id: 'prompts',
    title: 'Follows prompts flexibly',
    how: 'Clothing, place and pose come from the prompt, not from the training images.',
  },
  {
    id: 'style',
    title: 'Compatible with style LoRAs',
    how: 'Add a style LoRA as an axis of the matrix: both the subject and the style are visible.',
  },
  {
    id: 'strength',
    title: 'Stable at LoRA strength 0.6 to 1.0',
    how: 'Go along a row of the matrix: 0.6 still shows the subject, 1.0 does not distort it.',
  },
];
