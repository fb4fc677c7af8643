import type { CodeFacts } from '../syntax/finding';

/** The codes of the checks that need the machine; like rules, each has a page and can be switched off. */
export const launchCodes: readonly CodeFacts[] = [
  {
    code: 'disk-full',
    severity: 'error',
    summary: 'The disk of the job folder has no room for a checkpoint.',
  },
  { code: 'disk-low', severity: 'warning', summary: 'The disk of the job folder has little room left.' },
  { code: 'gpu-busy', severity: 'warning', summary: 'Another program uses the GPU.' },
  { code: 'gpu-missing', severity: 'error', summary: 'No NVIDIA GPU is found.' },
  {
    code: 'job-folder-not-writable',
    severity: 'error',
    summary: 'Nothing can be saved to the job folder.',
  },
  { code: 'torch-unusable', severity: 'error', summary: 'torch is missing, or cannot use the GPU.' },
];
