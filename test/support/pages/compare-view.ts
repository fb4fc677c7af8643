import type { CompareView, MatrixView } from '../../../common/compare-page';
import { pngImage } from '../comfyui/png-image';

const prompts = [
  'maya_char, portrait, smiling, natural light',
  'maya_char, full body, walking in a park',
  'a red bicycle against a wall',
];
const steps = [0, 250, 500, 750, 1000];

/** A PNG of one color as an address. */
function colorUri(red: number, green: number, blue: number): string {
  return `data:image/png;base64,${pngImage([red, green, blue], '', 64).toString('base64')}`;
}

/** A run with five rounds of samples and four checkpoints, some of which were compared. */
export function compareView(changes: Partial<CompareView> = {}): CompareView {
  const id = (step: number) => `maya@${step}`;
  return {
    key: '/output/maya',
    name: 'maya',
    runs: [{ key: '/output/maya', name: 'maya' }],
    prompts: prompts.map((text, index) => ({ index, text, seed: 42 + index })),
    candidates: steps.map((step) => ({
      id: id(step),
      run: 'maya',
      step,
      epoch: step / 100,
      loss: step === 0 ? undefined : 0.2 - step / 10_000,
      file: step === 0 ? undefined : `maya_${String(step).padStart(9, '0')}.safetensors`,
      bytes: step === 0 ? undefined : 295_000_000,
      isAdvised: step === 500,
    })),
    images: steps.flatMap((step, at) =>
      prompts.map((_, prompt) => {
        const uri = colorUri(60 + at * 40, 90 + prompt * 50, 180 - at * 30);
        return { candidate: id(step), prompt, uri, thumbnail: uri };
      }),
    ),
    comparisons: [
      { prompt: 0, left: id(500), right: id(250), better: 'left', blind: true, at: 1 },
      { prompt: 1, left: id(1000), right: id(500), better: 'right', blind: true, at: 2 },
      { prompt: 2, left: id(750), right: id(500), better: 'equal', blind: true, at: 3 },
      { prompt: 0, left: id(750), right: id(1000), better: 'left', blind: true, at: 4 },
    ],
    checklist: { skin: { checked: true, note: 'pores are visible at 0.8' } },
    chosen: id(500),
    server: 'http://127.0.0.1:8188',
    matrices: ['matrix-1', 'matrix-2'],
    matrix: matrixOf(),
    problem: undefined,
    ...changes,
  };
}

function matrixOf(): MatrixView {
  const guidances = [3, 3.5, 4];
  const strengths = [0.6, 0.8, 1];
  return {
    id: 'matrix-2',
    lora: 'maya/maya_000000500.safetensors',
    style: undefined,
    prompts: prompts.slice(0, 2).map((text, index) => ({ index, text, seed: undefined })),
    guidances,
    strengths,
    styleStrengths: [0],
    isRunning: true,
    note: '13 of 18 images are done.',
    cells: [0, 1].flatMap((prompt) =>
      guidances.flatMap((guidance, row) =>
        strengths.map((strength, column) => {
          const place = prompt * 9 + row * 3 + column;
          const cell = {
            id: `p${prompt}g${guidance}s${strength}`,
            prompt,
            guidance,
            strength,
            styleStrength: 0,
          };
          if (place === 4)
            return {
              ...cell,
              state: 'failed' as const,
              note: "'KSampler' failed: CUDA out of memory",
              uri: undefined,
            };
          if (place === 14) return { ...cell, state: 'running' as const, note: '40 %', uri: undefined };
          if (place > 14) return { ...cell, state: 'queued' as const, note: undefined, uri: undefined };
          const uri = colorUri(70 + row * 60, 80 + column * 60, 120 + prompt * 60);
          if (place === 8)
            return {
              ...cell,
              state: 'suspect' as const,
              note: 'The image is black: the weights or the sampling contain NaN.',
              uri,
            };
          return { ...cell, state: 'done' as const, note: undefined, uri };
        }),
      ),
    ),
  };
}
