/** The axes of a quality matrix. */
export interface MatrixAxes {
  /** Positions of prompts in the config, from 0. */
  readonly prompts: readonly number[];
  readonly guidances: readonly number[];
  readonly strengths: readonly number[];
  /** Strengths of one more LoRA, such as a style; `[0]` is without it. */
  readonly styleStrengths: readonly number[];
}

export interface MatrixCell {
  /** Unique in the matrix and good as a file's name: `p03_g3.5_s0.8`. */
  readonly id: string;
  readonly prompt: number;
  readonly guidance: number;
  readonly strength: number;
  readonly styleStrength: number;
}

/** The axes that the guide's section 13 asks for. */
export const guideAxes = { guidances: [3, 3.5, 4], strengths: [0.6, 0.8, 1] } as const;

/** More images than a comparison of settings needs. */
export const mostCells = 600;

/**
 * The cells of a matrix in the order in which they are generated: a new strength makes the server patch the whole model again,
 * so strengths change last.
 */
export function matrixCells({
  prompts,
  guidances,
  strengths,
  styleStrengths,
}: MatrixAxes): readonly MatrixCell[] {
  const cells: MatrixCell[] = [];
  for (const styleStrength of new Set(styleStrengths)) {
    for (const strength of new Set(strengths)) {
      for (const guidance of new Set(guidances)) {
        for (const prompt of new Set(prompts)) {
          const style = styleStrength === 0 ? '' : `_t${styleStrength}`;
          const number = String(prompt + 1).padStart(2, '0');
          const id = `p${number}_g${guidance}_s${strength}${style}`;
          cells.push({ id, prompt, guidance, strength, styleStrength });
        }
      }
    }
  }
  return cells;
}
