import type { PreflightCheck } from '../preflight';

/** What was found in the datasets. What is wrong with them is the server's to say. */
export const datasetsCheck: PreflightCheck = {
  name: 'datasets',
  async run({ start }) {
    const datasets = start?.datasets ?? [];
    const images = sum(datasets.map((dataset) => dataset.images));
    if (images === 0) return { findings: [], facts: [] };
    const captions = sum(datasets.map((dataset) => dataset.captions.found));
    const where = datasets.length === 1 ? `in ${datasets[0]?.path}` : `in ${datasets.length} folders`;
    return {
      findings: [],
      facts: [
        { subject: 'Images', value: `${images} ${where}` },
        { subject: 'Captions', value: `${captions} of ${images} images have one` },
      ],
    };
  },
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
